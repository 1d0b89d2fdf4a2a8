import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { EXIT_CODES, gatesHit, readGates, type Gate } from "../../../ops/plan/gates";
import { savedPlans, STACKS } from "../../../ops/plan/saved-plans";
import { summarize } from "../../../ops/plan/summary";
import { stackFolders } from "../../../ops/terraform/stack-folders";
import { synthesized } from "./synthesized";
import { planText, policy, resource } from "./plan-json";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "sechub plans-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const EMPTY = planText({});
const REPLACE = planText({
  resource_changes: [
    resource("aws_networkfirewall_rule_group.rule-group", {
      actions: ["delete", "create"],
      before: { capacity: 1000 },
      after: { capacity: 2000 },
      replacePaths: [["capacity"]],
    }),
  ],
});
const RIGHTS = planText({
  resource_changes: [resource("aws_iam_role_policy.p", { after: { policy: policy({ Effect: "Allow" }) } })],
});
const DESTROY = planText({ resource_changes: [resource("aws_sqs_queue.q", { before: {} })] });

/** Writes the plans; a stack that is not named has no changes. */
function write(plans: Readonly<Record<string, string | undefined>>): string {
  for (const [stack, text] of Object.entries({ shared: EMPTY, orchestration: EMPTY, routing: EMPTY, ...plans })) {
    if (text !== undefined) writeFileSync(path.join(folder, `${stack}.json`), text);
  }
  return folder;
}

/** Runs what `npm run plan -- …` runs. */
function plan(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/run.mjs", "ops/plan/main.ts", ...args], {
    env: { PATH: process.env["PATH"], ...environment },
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

describe("npm run plan -- --from DIR", () => {
  it("ends with 0 and one sentence when nothing changes", () => {
    expect(plan(["--from", write({}), "--env", "prod"])).toEqual({
      status: 0,
      stderr: "",
      stdout:
        "Plan of prod: no changes.\n  shared         no changes\n  orchestration  no changes\n  routing        no changes\n",
    });
  });

  it("ends with 2 when something does, and says what is lost first", () => {
    const { status, stdout, stderr } = plan(["--from", write({ shared: REPLACE, routing: RIGHTS })]);

    expect([status, stderr]).toEqual([2, ""]);
    expect(stdout.split("\n").slice(0, 10)).toEqual([
      "Plan: changes in 2 of 3 stacks.",
      "  shared         1 to replace",
      "  orchestration  no changes",
      "  routing        1 to create",
      "",
      "Destroyed, replaced or forgotten",
      expect.stringMatching(/^ {2}shared: replaces the rule group: all blocks are lifted until reconcile/),
      "      aws_networkfirewall_rule_group.rule-group",
      "      0 addresses stand in its rules today",
      "      because capacity 1000 → 2000",
    ]);
  });

  it("ends with 3 at a gate, and says which and where, in Markdown as well", () => {
    const { status, stdout } = plan([
      "--from",
      write({ shared: REPLACE }),
      "--fail-on",
      "replace,iam,action",
      "--markdown",
    ]);

    expect(status).toBe(3);
    expect(stdout).toContain("### Stopped by --fail-on\n\n- `replace`: found in shared\n");
  });

  it("is one JSON document with --json; a relative folder is one of where the person is", () => {
    const { status, stdout } = plan(["--from", ".", "--json"], { INIT_CWD: write({ routing: DESTROY }) });

    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      changes: true,
      gates: [],
      stacks: [{ stack: "shared" }, { stack: "orchestration" }, { stack: "routing", counts: { destroy: 1 } }],
    });
  });

  it.each([
    [
      "a folder that there is not",
      ["--from", "/no/such folder"],
      /^--from \/no\/such folder: there is no such folder$/,
    ],
    [
      "an environment that there is not",
      ["--env", "nowhere", "--from", "DIR"],
      /no environment "nowhere" .* it has dev, prod, local$/,
    ],
    [
      "an environment that there is not, to plan",
      ["--env", "nowhere"],
      /no environment "nowhere" .* it has dev, prod, local$/,
    ],
    [
      "a gate that there is not",
      ["--fail-on", "replace,destory"],
      /^--fail-on knows replace, destroy, iam, action, not "destory"$/,
    ],
    ["two formats", ["--json", "--markdown"], /^--markdown or --json, not both$/],
    [
      "an option that there is not",
      ["--form", "x"],
      /^Unknown option '--form'; npm run plan -- --help lists the options$/,
    ],
  ])("ends with 1 and one line for %s", (_, args, line) => {
    const { status, stdout, stderr } = plan(args.map((arg) => (arg === "DIR" ? write({}) : arg)));

    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr.trimEnd()).toMatch(line);
    expect(stderr.trimEnd()).not.toContain("\n");
  });

  it("takes no plan of one environment for one of another", () => {
    const origin = { environment: "dev", synthesized: {}, plans: {} };
    writeFileSync(path.join(write({ shared: REPLACE }), "origin.json"), JSON.stringify(origin));

    expect(plan(["--from", folder, "--env", "prod"])).toEqual({
      status: 1,
      stdout: "",
      stderr: `${folder} is a plan of dev, not of prod\n`,
    });
    expect(plan(["--from", folder, "--env", "dev"])).toMatchObject({ status: 2, stderr: "" });
  });

  it("shows what is there of a folder that lacks a plan, and ends with 2, or with 3 at a gate", () => {
    const { status, stdout, stderr } = plan(["--from", write({ routing: undefined })]);
    expect([status, stderr]).toEqual([2, ""]);
    expect(stdout).toContain(
      "Plan: incomplete: the plan of routing is missing; no changes in 2 stacks that are there.\n",
    );
    expect(plan(["--from", folder, "--fail-on", "action"]).status).toBe(3);
  });

  it("explains itself, exit codes and all", () => {
    const { status, stdout } = plan(["--help"]);

    expect(status).toBe(0);
    for (const part of ["--env", "--from", "--fail-on", "--markdown", "--json", "dev, prod, local"])
      expect(stdout).toContain(part);
    for (const code of Object.values(EXIT_CODES)) expect(stdout).toContain(`${code}: `);
  });
});

describe("savedPlans", () => {
  it("names the file that is missing", () => {
    expect(() => savedPlans(write({ routing: undefined }))).toThrow(`${path.join(folder, "routing.json")} is missing`);
  });

  it("names the file that is no plan", () => {
    expect(() => savedPlans(write({ orchestration: "{}" }))).toThrow(
      `${path.join(folder, "orchestration.json")} is not a plan`,
    );
  });

  it("says of a folder in the place of a file that it cannot be read", () => {
    write({ routing: undefined });
    mkdirSync(path.join(folder, "routing.json"));

    expect(() => savedPlans(folder)).toThrow(/routing\.json cannot be read: EISDIR/);
  });

  it.each([
    ["UTF-8 with a mark", Buffer.from(`\uFEFF${DESTROY}`)],
    ["what PowerShell writes", Buffer.from(`\uFEFF${DESTROY}`, "utf16le")],
  ])("reads %s", (_, bytes) => {
    write({});
    writeFileSync(path.join(folder, "shared.json"), bytes);

    expect(summarize(undefined, savedPlans(folder)).stacks[0]?.counts.destroy).toBe(1);
  });

  it("reads that a stack waits for another", () => {
    write({ routing: undefined });
    writeFileSync(path.join(folder, "routing.waits"), "shared\norchestration\n");

    expect(savedPlans(folder)[2]).toEqual({ stack: "routing", waitsFor: ["shared", "orchestration"] });
  });

  it("knows the stacks that a synth writes, in their order", async () => {
    expect(stackFolders(await synthesized(folder)).map(({ stack }) => stack)).toEqual(STACKS);
  });
});

describe("gates", () => {
  const hit = (gates: readonly Gate[], plans: Readonly<Record<string, string | undefined>>, waiting?: string) => {
    write(plans);
    if (waiting !== undefined) writeFileSync(path.join(folder, `${waiting}.waits`), "shared\n");
    return gatesHit(gates, summarize(undefined, savedPlans(folder)));
  };
  const all = readGates("iam, replace,destroy,action");

  it.each([
    ["a replacement", { shared: REPLACE }, ["replace"]],
    ["a destruction, in whichever stack", { routing: DESTROY }, ["destroy"]],
    ["rights", { orchestration: RIGHTS }, ["iam"]],
    ["nothing", {}, []],
  ])("stop at %s", (_, plans, expected) => {
    expect(hit(all, plans)).toEqual(expected);
    expect(hit([], plans)).toEqual([]);
  });

  it("let nothing pass that cannot be seen yet", () => {
    expect(hit(all, { shared: planText({ complete: false }) })).toEqual(["replace", "destroy", "iam", "action"]);
    rmSync(path.join(folder, "routing.json"));
    expect(hit(["iam"], { routing: undefined }, "routing")).toEqual(["iam"]);
  });
});
