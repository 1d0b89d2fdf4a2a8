import { cpSync } from "node:fs";
import path from "node:path";
import { undoneByCommand, undoneByDeploy, type HandChange } from "./hand-changes";
import { PREFIX, type Laptop } from "./laptop";
import type { Ran } from "./checkout";

/** Something that must hold, and whether it does. */
export interface Check {
  readonly ok: boolean;
  readonly what: string;
  /** What was seen instead. */
  readonly seen?: string;
}

/** A part of the run, in the order in which they build on each other. */
export interface Step {
  readonly name: string;
  readonly run: (laptop: Laptop) => Promise<readonly Check[]>;
  /** Nothing after it makes sense when it fails. */
  readonly needed?: true;
}

const [FIRST, SECOND, THIRD] = ["5.6.7.11", "5.6.7.12", "5.6.7.13"];

export const STEPS: readonly Step[] = [
  { name: "a first deploy", run: firstDeploy, needed: true },
  { name: "a finding, and a look after it", run: blockAndLook },
  { name: "changes by hand are found", run: findChanges },
  { name: "a saved plan, applied after another block, undoes them", run: applySavedPlan },
  { name: "what the deploy undid is not found again", run: lookAgain },
  { name: "a group that is replaced is filled again; Ctrl-C in between", run: replaceGroup },
  { name: "destroyed", run: destroy },
];

async function firstDeploy({ checkout, configure, emulator }: Laptop): Promise<readonly Check[]> {
  configure();
  const deployed = await checkout.run("deploy", ["--yes"]);
  emulator.confirmSubscriptions();
  return [
    ended(deployed, 0, "deploy applies three stacks, reconciles, and sends a sample finding through"),
    check(
      deployed.stdout.includes("refused as a sample, nobody blocked, Slack told"),
      "the sample finding was refused and told",
      deployed.stdout,
    ),
  ];
}

async function blockAndLook(laptop: Laptop): Promise<readonly Check[]> {
  const status = await laptop.ended(await laptop.find(FIRST));
  const [plan, drift] = await Promise.all([
    laptop.checkout.run("plan", []),
    laptop.checkout.run("drift", ["--wait", "0"], { outdir: "cdktf.look" }),
  ]);
  return [
    check(status === "SUCCEEDED", "a finding runs through record-ip", status),
    check(laptop.dropped().includes(FIRST), "its host is dropped", laptop.dropped().join(", ")),
    check(
      laptop.messages().some((text) => text.includes(FIRST)),
      "Slack names the host",
      laptop.messages().join("\n\n"),
    ),
    ended(plan, 0, "a plan after a deploy, a block and a confirmed mail has no changes"),
    check(!plan.stdout.includes("(sensitive value)"), "a plan shows the values of outputs", plan.stdout),
    ended(drift, 0, "drift finds nothing then"),
    check(drift.stdout.startsWith("No drift."), "and says so in its first line", drift.stdout),
  ];
}

async function findChanges(laptop: Laptop): Promise<readonly Check[]> {
  const changes = [...undoneByDeploy(PREFIX), ...undoneByCommand(PREFIX)];
  await laptop.byHand(changes.flatMap(({ calls }) => calls));
  const [drift] = await Promise.all([
    laptop.checkout.run("drift", ["--wait", "0"], { outdir: "cdktf.look" }),
    laptop.checkout.run("plan", []),
  ]);
  cpSync(path.join(laptop.checkout.folder, "cdktf.out", "plans"), savedPlans(laptop), { recursive: true });
  return [
    ended(drift, 2, "drift ends with 2"),
    ...changes.map(({ name, shown }: HandChange) =>
      check(shown.test(drift.stdout), `drift shows ${name}`, drift.stdout),
    ),
  ];
}

async function applySavedPlan(laptop: Laptop): Promise<readonly Check[]> {
  const status = await laptop.ended(await laptop.find(SECOND));
  const deployed = await laptop.checkout.run("deploy", ["--yes", "--plan", savedPlans(laptop)]);
  const dropped = laptop.dropped();
  return [
    check(status === "SUCCEEDED", "another host is blocked after the plan was made", status),
    ended(deployed, 0, "the saved plan is applied"),
    check(
      [FIRST, SECOND].every((host) => dropped.includes(host)),
      "every rule is still there",
      dropped.join(", "),
    ),
  ];
}

async function lookAgain(laptop: Laptop): Promise<readonly Check[]> {
  const drift = await laptop.checkout.run("drift", ["--wait", "0", "--json"]);
  const attached = undoIn(drift);
  await laptop.byHand(attached);
  const again = await laptop.checkout.run("drift", ["--wait", "0"]);
  return [
    check(changedIn(drift).length === 0, "drift finds none of what the deploy undid", changedIn(drift).join(", ")),
    check(
      attached.length === undoneByCommand(PREFIX).length,
      "drift names a command for each thing that no deploy undoes",
      attached.join("\n"),
    ),
    ended(again, 0, "drift finds nothing once these commands have run"),
  ];
}

async function replaceGroup(laptop: Laptop): Promise<readonly Check[]> {
  laptop.configure({ firewall: { capacityUnits: 5_000 }, logRetentionDays: 30 });
  const interrupted = await laptop.checkout.run("deploy", ["--yes"], {
    onLine: (line, interrupt) => {
      if (/^ {2}aws_cloudwatch_log_group\..*: Modifying/.test(line)) interrupt();
    },
  });
  const refilled = laptop.dropped();
  const status = await laptop.ended(await laptop.find(THIRD));
  const deployed = await laptop.checkout.run("deploy", ["--yes"]);
  const drift = await laptop.checkout.run("drift", ["--wait", "0"]);
  return [
    ended(interrupted, 1, "a deploy that is interrupted ends with 1"),
    check(/stopped at orchestration/.test(interrupted.stdout), "and says where", interrupted.stdout),
    check(
      [FIRST, SECOND].every((host) => refilled.includes(host)),
      "the new group was filled all the same",
      refilled.join(", "),
    ),
    check(status === "SUCCEEDED" && laptop.dropped().includes(THIRD), "the next host is blocked in it", status),
    ended(deployed, 0, "the next deploy applies what was left: the lock was released"),
    ended(drift, 0, "drift finds nothing then"),
  ];
}

/** docs/runbook.md, "Taking it all down". */
async function destroy({ checkout }: Laptop): Promise<readonly Check[]> {
  const routing = await checkout.terraform("routing", ["destroy", "-auto-approve", "-no-color"]);
  const orchestration = await checkout.terraform("orchestration", ["destroy", "-auto-approve", "-no-color"]);
  checkout.edit("stacks/constructs/blocklist-table.ts", "irreplaceable: true", "irreplaceable: false");
  const synth = await checkout.run("synth", []);
  const unprotected = await checkout.terraform("shared", ["apply", "-auto-approve", "-no-color"]);
  const shared = await checkout.terraform("shared", ["destroy", "-auto-approve", "-no-color"]);
  return [
    ended(routing, 0, "terraform destroys routing"),
    ended(orchestration, 0, "and orchestration"),
    ended(synth, 0, "without prevent_destroy it synthesizes"),
    ended(unprotected, 0, "the tables lose their protection"),
    ended(shared, 0, "and terraform destroys shared"),
  ];
}

const savedPlans = ({ checkout }: Laptop): string => path.join(checkout.folder, "reviewed");

interface DriftOutput {
  readonly stacks: readonly {
    readonly changed: readonly { readonly address: string }[];
    readonly missing: readonly { readonly address: string }[];
  }[];
  readonly attached: readonly { readonly undo: string; readonly isNote: boolean }[];
}

const parsed = ({ stdout }: Ran): DriftOutput | undefined => {
  try {
    return JSON.parse(stdout) as DriftOutput;
  } catch {
    return undefined;
  }
};
const changedIn = (drift: Ran): readonly string[] =>
  parsed(drift)?.stacks.flatMap(({ changed, missing }) => [...changed, ...missing].map(({ address }) => address)) ?? [
    "no report",
  ];
const undoIn = (drift: Ran): readonly string[] =>
  (parsed(drift)?.attached ?? []).filter(({ isNote }) => !isNote).map(({ undo }) => undo);

const check = (ok: boolean, what: string, seen: string): Check => (ok ? { ok, what } : { ok, what, seen });

const ended = ({ code, stdout, stderr }: Ran, expected: number, what: string): Check =>
  check(
    code === expected,
    what,
    `exit code ${code}, not ${expected}\n${stderr.split("\n").slice(-25).join("\n")}\n${stdout}`,
  );
