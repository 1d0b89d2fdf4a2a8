import { cpSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
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

// No two that stand side by side: these become one block (ADR 7).
const WAITING = ["5.6.7.21", "5.6.7.24", "5.6.7.27"];
const [FIRST, SECOND] = ["5.6.7.11", "5.6.7.14"];

export const STEPS: readonly Step[] = [
  { name: "a first deploy", run: firstDeploy, needed: true },
  { name: "a finding, and a look after it", run: blockAndLook },
  { name: "changes by hand are found", run: findChanges },
  { name: "a saved plan that replaces the group, interrupted; the next deploy", run: applySavedPlan },
  { name: "the firewall is away", run: firewallAway },
  { name: "nothing of it is found again", run: lookAgain },
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
      "the sample finding is refused and notified",
      deployed.stdout,
    ),
    check(!deployed.stderr.includes("(sensitive value)"), "its plan shows the values of outputs", deployed.stderr),
  ];
}

async function blockAndLook(laptop: Laptop): Promise<readonly Check[]> {
  const status = await laptop.ended(await laptop.find(FIRST));
  const drift = await laptop.checkout.run("drift", ["--wait", "0"]);
  return [
    check(status === "SUCCEEDED", "a finding runs through record-ip", status),
    check(laptop.dropped().includes(FIRST), "its host is dropped", laptop.dropped().join(", ")),
    check(
      laptop.messages().some((text) => text.includes(FIRST)),
      "Slack names the host",
      laptop.messages().join("\n\n"),
    ),
    ended(drift, 0, "drift finds nothing after a deploy, a block and a confirmed mail"),
    check(drift.stdout.startsWith("No drift."), "and says so in its first line", drift.stdout),
  ];
}

async function findChanges(laptop: Laptop): Promise<readonly Check[]> {
  const changes = [...undoneByDeploy(PREFIX), ...undoneByCommand(PREFIX)];
  await laptop.byHand(changes.flatMap(({ calls }) => calls));
  // The plan replaces the group, and changes something in orchestration.
  laptop.configure({ firewall: { capacityUnits: 5_000 }, logRetentionDays: 30 });
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
  const interrupted = await laptop.checkout.run("deploy", ["--yes", "--plan", savedPlans(laptop)], {
    onLine: (line, interrupt) => {
      if (/^ {2}aws_cloudwatch_log_group\..*: Modifying/.test(line)) interrupt();
    },
  });
  const refilled = laptop.dropped();
  const deployed = await laptop.checkout.run("deploy", ["--yes"]);
  return [
    check(status === "SUCCEEDED", "another host is blocked after the plan was made", status),
    check(/^shared: applied$/m.test(interrupted.stdout), "the saved plan replaces the group", interrupted.stdout),
    ended(interrupted, 1, "a deploy that is interrupted ends with 1"),
    check(/^stopped at orchestration$/m.test(interrupted.stdout), "and says where", interrupted.stdout),
    check(
      [FIRST, SECOND].every((host) => refilled.includes(host)),
      "every rule is in the new group all the same",
      refilled.join(", "),
    ),
    ended(deployed, 0, "the next deploy applies what was left: the lock was released"),
  ];
}

/** As a person: the commands that drift names, and then a plan and a look at everything. */
async function lookAgain(laptop: Laptop): Promise<readonly Check[]> {
  const attached = undoIn(await laptop.checkout.run("drift", ["--only", "attached", "--json"]));
  await laptop.byHand(attached);
  const [drift, plan] = await Promise.all([
    laptop.checkout.run("drift", ["--wait", "0"]),
    laptop.checkout.run("plan", [], { outdir: "cdktf.look" }),
  ]);
  return [
    check(
      attached.length === undoneByCommand(PREFIX).length,
      "drift names a command for each thing that no deploy undoes",
      attached.join("\n"),
    ),
    ended(drift, 0, "once these have run, drift finds nothing: the deploy has undone the rest"),
    ended(plan, 0, "and a plan has no changes"),
  ];
}

/** Longer than the promise of two minutes; it only ends what hangs. */
const AWAY_MS = 240_000;

async function firewallAway(laptop: Laptop): Promise<readonly Check[]> {
  const before = laptop.messages().length;
  const news = () => laptop.messages().slice(before);
  let away = true;
  laptop.emulator.firewall.failWhile((operation) => away && operation === "UpdateRuleGroup");
  const executions = await Promise.all(WAITING.map((host) => laptop.find(host)));
  await until(() => news().length > 0, AWAY_MS);
  const during = news();
  away = false;
  const statuses = await Promise.all(executions.map((execution) => laptop.ended(execution)));
  const after = news().slice(during.length);
  return [
    check(
      during.length === 1 && WAITING.some((host) => during[0]?.includes(host)),
      "one message says that hosts wait",
      during.join("\n\n"),
    ),
    check(
      statuses.every((status) => status === "SUCCEEDED"),
      "the executions wait and succeed",
      statuses.join(", "),
    ),
    check(
      WAITING.every((host) => laptop.dropped().includes(host)),
      "their hosts are dropped",
      laptop.dropped().join(", "),
    ),
    check(
      after.length === 1 && WAITING.every((host) => after[0]?.includes(host)),
      "one message names them when they are blocked",
      after.join("\n\n"),
    ),
  ];
}

async function until(holds: () => boolean, withinMs: number): Promise<void> {
  const end = performance.now() + withinMs;
  while (!holds() && performance.now() < end) await sleep(250);
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

/** The commands that take away what others attached, notes left out. */
function undoIn({ stdout }: Ran): readonly string[] {
  try {
    const { attached } = JSON.parse(stdout) as {
      readonly attached: readonly { readonly undo: string; readonly isNote: boolean }[];
    };
    return attached.filter(({ isNote }) => !isNote).map(({ undo }) => undo);
  } catch {
    return [];
  }
}

const check = (ok: boolean, what: string, seen: string): Check => (ok ? { ok, what } : { ok, what, seen });

const ended = ({ code, stdout, stderr }: Ran, expected: number, what: string): Check =>
  check(
    code === expected,
    what,
    `exit code ${code}, not ${expected}\n${stderr.split("\n").slice(-25).join("\n")}\n${stdout}`,
  );
