import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { environments } from "../../../config/environments";
import { systemClock } from "../../../functions/adapters/system-clock";
import { EXIT_CODES } from "../../../ops/drift/drift-report";
import { runDrift } from "../../../ops/drift/run";
import "../../functions/support/one-realm";
import { fakeTerraform, type Answers } from "../plan/fake-terraform";
import { resource } from "../plan/plan-json";
import { NEVER_APPLIED, refreshed, writeStacks } from "./stacks";

let folder: string;
let outdir: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "sechub drift-"));
  outdir = path.join(folder, "cdktf.out");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs what `npm run drift -- …` runs. */
function drift(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/run.mjs", "ops/drift/main.ts", ...args], {
    env: { PATH: process.env["PATH"], HOME: folder, CDKTF_OUTDIR: outdir, ...environment },
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}
const withTerraform = (answers: Answers | undefined, args: readonly string[]) =>
  drift(args, { TERRAFORM_BINARY_NAME: answers ? fakeTerraform(folder, answers).binary : path.join(folder, "none") });

/** The one line that a person reads; nothing is written to stdout. */
async function refused(args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  const out: string[] = [];
  const io = { write: (line: string) => void out.push(line), note: () => {}, ask: undefined };
  const error = await runDrift(args, { io, env, environments, clock: systemClock }).then(
    () => new Error("it did not fail"),
    (reason: unknown) => reason as Error & { forPeople?: boolean },
  );
  expect([out, "forPeople" in error && error.forPeople, error.message.includes("\n")]).toEqual([[], true, false]);
  return error.message;
}

const LIKE_DEPLOYED = { stdout: refreshed() };

describe("npm run drift", () => {
  it("refreshes stack after stack without a lock; the report is all of stdout, what it does is on stderr", () => {
    // 2 is what every block makes of a plan of the group: the JSON counts.
    const { status, stdout, stderr } = withTerraform({ plan: { status: 2 }, show: LIKE_DEPLOYED }, [
      "--env",
      "prod",
      "--only",
      "shape",
    ]);

    expect([status, stdout.split("\n")[0]]).toEqual([0, "No drift."]);
    expect(stderr.trimEnd().split("\n")).toEqual([
      "synthesizing",
      ...["shared", "orchestration", "routing"].flatMap((stack) => [`${stack}: init`, `${stack}: refresh`]),
    ]);
    const calls = readFileSync(path.join(folder, "calls.jsonl"), "utf8").trimEnd().split("\n");
    const at = `-chdir=${path.join(outdir, "stacks", "shared")}`;
    const file = path.join(outdir, "drift", "shared.tfplan");
    expect(calls.slice(1, 5).map((line) => JSON.parse(line) as string[])).toEqual([
      [at, "init", "-no-color", "-input=false", "-reconfigure"],
      // The group is compared by the API; without a state there is nothing to compare.
      [at, "state", "pull"],
      [at, "plan", "-refresh-only", "-detailed-exitcode", "-lock=false", "-input=false", "-no-color", `-out=${file}`],
      [at, "show", "-no-color", "-json", file],
    ]);
    expect(calls).toHaveLength(11);
  });

  it("looks at no rules where there is no group, or no table, and says so", () => {
    const show = { stdout: refreshed(resource("aws_dynamodb_table.blocklist", { before: { name: "x" } })) };
    const { status, stdout } = withTerraform({ show }, ["--env", "prod"]);
    expect(status).toBe(2);
    expect(stdout).toContain("rules          not looked at: aws_dynamodb_table.blocklist is missing");
  });

  it.each([
    ["terraform is missing", undefined, /none cannot be run \(ENOENT\): install terraform 1\.10 or newer/],
    ["terraform is too old", { version: { stdout: '{"terraform_version":"1.9.8"}' } }, /terraform 1\.9\.8 is too old/],
  ])("ends with 1 and one line when %s, and writes nothing", (_, answers, line) => {
    const { status, stdout, stderr } = withTerraform(answers, ["--env", "prod"]);

    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr.trimEnd()).toMatch(line);
    expect(stderr.trimEnd()).not.toContain("\n");
    expect(existsSync(outdir)).toBe(false);
  });

  it("ends with 1 when nothing is deployed, before AWS is asked for anything", () => {
    const { status, stdout, stderr } = withTerraform({ show: { stdout: NEVER_APPLIED } }, ["--env", "prod"]);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr.trimEnd().split("\n").at(-1)).toMatch(/^nothing of prod is deployed: /);
  });

  it("ends with 1, one line and terraform's own words when credentials have expired", () => {
    const stderr = "\nError: Retrieving AWS account details: api error ExpiredToken\n";
    const ended = withTerraform({ plan: { status: 1, stderr } }, ["--env", "prod"]);
    expect([ended.status, ended.stdout]).toEqual([1, ""]);
    expect(ended.stderr).toContain("shared: terraform plan -refresh-only failed: the AWS credentials have expired");
  });

  it.each([
    ["an environment that there is not", ["--env", "nowhere"], /no environment "nowhere" .* it has dev, prod, local$/],
    ["a part that there is not", ["--only", "rule"], /^--only knows shape, rules, attached, not "rule"$/],
    ["an acceptance that there is not", ["--accept", "all"], /^--accept knows unmanaged, not "all"$/],
    ["two formats", ["--json", "--markdown"], /^--markdown or --json, not both$/],
    ["a wait that is no number", ["--wait", "1m"], /^--wait 1m: write seconds, such as 60$/],
    ["a wait for what is saved", ["--from", ".", "--wait", "1"], /^--from reads what was seen before/],
    ["an option that there is not", ["--form", "x"], /^Unknown option '--form'; npm run drift -- --help lists/],
    [
      "a folder that there is not",
      ["--from", "/no/such folder"],
      /^--from \/no\/such folder: there is no such folder$/,
    ],
    [
      "a table of this machine and rules of AWS",
      ["--only", "rules"],
      /^the table would be at http:\/\/127\.0\.0\.1:1 and/,
    ],
  ])("refuses in one line %s", async (_, args, line) => {
    await expect(refused(args, { AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:1" })).resolves.toMatch(line);
  });

  it.each([
    ["is not there", undefined, /rules\.json is missing, so nobody knows whether the rules equal the table: /],
    ["is no JSON", "{", /rules\.json is not what npm run drift leaves: it is not JSON$/],
    [
      "is something else",
      '{"environment":"dev","looks":[{"at":"x"}]}',
      /rules\.json .*: looks\.0\.at has another form$/,
    ],
    [
      "is of another environment",
      JSON.stringify({ environment: "prod", looks: [look()] }),
      /is of prod, not of dev: say --env prod$/,
    ],
  ])("refuses in one line a rules.json that %s", async (_, text, line) => {
    if (text !== undefined) writeFileSync(path.join(folder, "rules.json"), text);
    await expect(refused(["--from", ".", "--only", "rules"], { INIT_CWD: folder })).resolves.toMatch(line);
  });

  it("reads both parts of a folder", () => {
    writeStacks(folder);
    writeFileSync(path.join(folder, "rules.json"), JSON.stringify({ environment: "dev", looks: [look()] }));
    const { status, stdout, stderr } = drift(["--from", folder]);
    expect([status, stderr]).toEqual([2, ""]);
    expect(stdout).toContain("Drift in dev: table and firewall out of step.\n");
    expect(stdout).toContain("custom action sechubblocklist is missing");
  });

  it("explains itself, exit codes and all", () => {
    const { status, stdout } = drift(["--help"]);

    expect(status).toBe(0);
    for (const part of ["--env", "--only", "--from", "--accept", "--wait", "--markdown", "--json", "dev, prod, local"])
      expect(stdout).toContain(part);
    for (const code of Object.values(EXIT_CODES)) expect(stdout).toContain(`${code}: `);
  });

  it("names only chapters and codes that there are", () => {
    const steps = readFileSync("ops/drift/next-steps.ts", "utf8") + readFileSync("ops/drift/rules-sections.ts", "utf8");
    const named = [...steps.matchAll(/\((docs\/\w+\.md), ([^)]+)\)/g)].map(([, file = "", what = ""]) => ({
      file,
      what,
    }));
    expect(named.length).toBeGreaterThan(4);
    // The codes of errors that a reconcile ends with: what to do about each is a row of a table.
    const codes = [...steps.matchAll(/^ {2}([A-Z]+_TAKEN):/gm)].map(([, what = ""]) => ({
      file: "docs/errors.md",
      what,
    }));
    expect(codes.length).toBeGreaterThan(1);
    for (const { file, what } of [...named.filter(({ what }) => !what.startsWith("$")), ...codes]) {
      const text = readFileSync(file, "utf8");
      expect([what, text.includes(`\n## ${what}\n`) || text.includes(`\`${what}\``)]).toEqual([what, true]);
    }
  });
});

/** An empty table, and a group that somebody emptied: not even our custom action is in it. */
function look() {
  return {
    at: "2026-03-02T10:00:00.000Z",
    rows: [],
    group: { rules: [], customActions: [], capacityUnits: 1_000, numberOfAssociations: 1 },
  };
}
