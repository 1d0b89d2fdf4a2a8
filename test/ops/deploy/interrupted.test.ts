import { spawn } from "node:child_process";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { planText, resource } from "../plan/plan-json";
import { startDesk, type Desk } from "./support";

jest.setTimeout(240_000);

let desk: Desk;
beforeEach(async () => {
  // The environment dev, as the command itself reads it.
  desk = await startDesk("sechub");
});
afterEach(() => desk.close());

const inRoot = (file: string) => path.join(desk.root, file);
const read = (file: string) => (existsSync(inRoot(file)) ? readFileSync(inRoot(file), "utf8") : "");

type Step = "apply" | "last apply" | "show";

/**
 * A terraform that writes down its steps, and each signal. Its apply lasts until it is interrupted, and lets go of the
 * lock then; its last one, and its show, end well.
 */
function slowTerraform(slow: Step): string {
  const binary = inRoot("slow terraform");
  const show = planText({ resource_changes: [resource("aws_sqs_queue.q", { after: {} })] });
  writeFileSync(
    binary,
    `#!${process.execPath}
const { appendFileSync, writeFileSync } = require("node:fs");
const [chdir, command, ...args] = process.argv.slice(2);
const note = (file, text) => appendFileSync(${JSON.stringify(desk.root)} + "/" + file, text + "\\n");
if (command === "version") console.log('{"terraform_version":"1.11.4"}');
if (command === "show") console.log(${JSON.stringify(show)});
const out = args.find((arg) => arg.startsWith("-out="));
if (out) writeFileSync(out.slice(5), "");
let end = () => {};
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => (note("signals", signal), end()));
const step = command === "apply" && chdir.endsWith("routing") ? "last apply" : command;
if (step === "${slow}") {
  const alive = setTimeout(() => {}, step === "apply" ? 30000 : 1500);
  if (step === "apply") {
    console.log("aws_sqs_queue.q: Creating...");
    // It takes a while until the resource in hand is made.
    end = () => setTimeout(() => {
      clearTimeout(alive);
      console.error("Error: execution halted");
      process.exitCode = 1;
    }, 1500);
  }
}
note("steps", step);
`,
  );
  chmodSync(binary, 0o755);
  return binary;
}

/** Runs the command until terraform is at the step, then does to its process what Ctrl-C, a CI or npm do. */
async function deployUntil(step: Step, act: (pid: number) => void | Promise<void>) {
  const { child, ended } = begin("--yes", slowTerraform(step));
  while (!read("steps").endsWith(`${step}\n`) && child.exitCode === null) await pass(20);
  await act(child.pid ?? 0);
  return ended;
}

function begin(option: string, terraform: string) {
  const child = spawn(process.execPath, ["scripts/run.mjs", "ops/deploy/main.ts", "--env", "dev", option], {
    // A group of its own, as a shell makes it: Ctrl-C goes to all of it.
    detached: true,
    env: { PATH: process.env["PATH"], CDKTF_OUTDIR: desk.outdir, TERRAFORM_BINARY_NAME: terraform, ...desk.env },
  });
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout.on("data", (data: Buffer) => out.push(data.toString()));
  child.stderr.on("data", (data: Buffer) => err.push(data.toString()));
  const ended = new Promise<{ code: number | null; text: string; notes: string }>((resolve) =>
    child.once("close", (code) => resolve({ code, text: out.join(""), notes: err.join("") })),
  );
  return { child, ended };
}
const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const toNode = (signal: NodeJS.Signals) => (pid: number) => void process.kill(pid, signal);
const toGroup = (signal: NodeJS.Signals) => (pid: number) => void process.kill(-pid, signal);
const COMMON = [
  ["SIGINT to its group", toGroup("SIGINT")],
  ["SIGTERM to its group", toGroup("SIGTERM")],
  ["SIGTERM to it alone", toNode("SIGTERM")],
] as const;
const MORE = [
  ["SIGINT to it alone", toNode("SIGINT")],
  ["SIGHUP of a terminal that is closed", toGroup("SIGHUP")],
  [
    "SIGINT to its group, which a parent passes on",
    async (pid: number) => {
      toGroup("SIGINT")(pid);
      await pass(100);
      toNode("SIGINT")(pid);
    },
  ],
] as const;

describe("npm run deploy that is interrupted", () => {
  it.each([...COMMON, ...MORE])(
    "by %s while it applies: terraform hears of it once, and is waited for",
    async (_, act) => {
      const { code, text, notes } = await deployUntil("apply", act);

      expect(read("signals")).toBe("SIGINT\n");
      expect(notes).toContain("interrupted: waiting for terraform");
      expect(text).toContain("stopped at shared\nshared: terraform apply failed: it was interrupted\n");
      expect(text).toContain(
        "  Error: execution halted\napplied: nothing; perhaps in part: shared; not applied: orchestration, routing\n" +
          "the resource in progress was cancelled and may be half changed; the lock is released. npm run plan -- --env dev shows what is left\n" +
          "to go on: npm run deploy -- --env dev again: ",
      );
      // A rule group that was replaced is empty until then.
      expect(text).toContain("reconcile: the rules equal the table already");
      expect(code).toBe(1);
    },
  );

  it.each(COMMON)(
    "by %s while it plans: asks nothing and applies nothing, though terraform ended well",
    async (_, act) => {
      const { code, text, notes } = await deployUntil("show", act);

      expect(read("signals")).toBe("SIGINT\n");
      expect(read("steps").split("\n")).toEqual(["version", "init", "state", "plan", "show", ""]);
      expect(notes.trimEnd().split("\n").at(-1)).toBe("interrupted at terraform show: nothing more is done");
      expect([code, text]).toEqual([1, ""]);
    },
  );

  it("in the last apply, which then ends well: reconciles, sends no sample, and ends with 1", async () => {
    const { code, text } = await deployUntil("last apply", toGroup("SIGINT"));

    expect(text).toContain("routing: applied\nreconcile: the rules equal the table already\n");
    expect(text).toContain("smoke test: not made, since the run was interrupted\nnext:\n");
    expect(desk.world.events).toEqual([]);
    expect(code).toBe(1);
  });

  it("where there is no terraform: ends at once, with its own code", async () => {
    desk.world.reconciles = [new Promise(() => undefined)];
    const { child, ended } = begin("--check-only", "none");
    child.stderr.on("data", (data: Buffer) => {
      if (data.toString().includes("reconciling")) child.kill("SIGINT");
    });

    expect(await ended).toMatchObject({
      code: 1,
      text: "",
      notes: expect.stringMatching(/\ninterrupted\n$/) as string,
    });
  });

  it("lets a person insist, and no machine", async () => {
    const insist = async (signal: NodeJS.Signals) => {
      const { code } = await deployUntil("apply", async (pid) => {
        toGroup("SIGINT")(pid);
        await pass(1_200);
        toGroup(signal)(pid);
      });
      expect(code).toBe(1);
      const signals = read("signals");
      for (const file of ["signals", "steps"]) writeFileSync(inRoot(file), "");
      return signals;
    };
    expect(await insist("SIGINT")).toBe("SIGINT\nSIGINT\n");
    expect(await insist("SIGTERM")).toBe("SIGINT\n");
  });
});
