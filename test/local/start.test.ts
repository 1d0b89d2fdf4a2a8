import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fixture, networkConnection, portProbe } from "../support/findings";

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs what `npm start -- …` runs. */
const start = (...args: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      ["scripts/run.mjs", "local/start/start.ts", ...args],
      { timeout: 60_000 },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr }),
    );
  });

const lines = ({ stdout }: Ended) =>
  stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown> & { readonly type: string });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "sechub findings-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (content: unknown) => {
  const name = path.join(folder, `${Math.abs(JSON.stringify(content)?.length ?? 0)}.json`);
  writeFileSync(name, typeof content === "string" ? content : JSON.stringify(content));
  return name;
};

describe("npm start", () => {
  it("shows the four steps as plain lines, every check holding, and ends with 0", async () => {
    const ended = await start();

    expect(ended).toMatchObject({ code: 0, stderr: "" });
    for (const step of ["1. A finding arrives", "2. The same again", "3. A CRITICAL finding", "4. 721 hours later"]) {
      expect(ended.stdout).toContain(step);
    }
    expect(ended.stdout).toContain("drops traffic from and to 5.6.7.8/32 (3 of 10000 capacity units)");
    expect(ended.stdout).toMatch(/All \d+ checks hold/);
    expect(ended.stdout).not.toMatch(/FAIL/);
    expect(ended.stdout).not.toContain("\u001b[");
  });

  it("prints one JSON object a line with --json", async () => {
    const ended = await start("--json");

    const seen = lines(ended);
    expect(ended.code).toBe(0);
    expect(seen.at(-1)).toMatchObject({ type: "result", ok: true, failed: 0 });
    expect(new Set(seen.map(({ type }) => type))).toEqual(
      new Set([
        "step",
        "rules",
        "execution-started",
        "state",
        "execution-ended",
        "row",
        "firewall-calls",
        "rule-group",
        "slack",
        "check",
        "result",
      ]),
    );
  });

  it("names the execution in each line about one with --json", async () => {
    const seen = lines(await start("--json"));

    const ofExecutions = seen.filter(({ type }) => /^(state|execution-.*)$/.test(type));
    expect(ofExecutions.length).toBeGreaterThan(10);
    expect(ofExecutions.filter(({ execution }) => !/^local-\d{6}$/.test(String(execution)))).toEqual([]);
  });

  it.each([
    ["an event", fixture("high-with-address")],
    ["a bare finding", networkConnection("9.8.7.6")],
    ["an array of findings", [networkConnection("9.8.7.6"), networkConnection("9.8.7.5")]],
    ["what `aws securityhub get-findings` prints", { Findings: [networkConnection("9.8.7.6")] }],
    ["a finding that no rule matches", portProbe(["9.8.7.6"])],
  ])("takes %s by --finding", async (_, content) => {
    const ended = await start("--json", "--finding", file(content));

    expect(ended.code).toBe(0);
    expect(lines(ended).at(-1)).toMatchObject({ type: "result", ok: true });
  });

  it.each([
    ["an event", { ...fixture("ssh-brute-force"), region: "eu-west-1" }],
    ["a bare finding", networkConnection("9.8.7.6", { Region: "eu-west-1" })],
    [
      "a bare finding without a Region",
      networkConnection("9.8.7.6", {
        Region: undefined,
        ProductArn: "arn:aws:securityhub:eu-west-1::product/aws/guardduty",
      }),
    ],
  ])("sends %s of another region as one of its own, and says so once", async (_, content) => {
    const ended = await start("--finding", file(content));

    expect(ended.code).toBe(0);
    expect(ended.stdout.split("the event is from eu-west-1; it is sent as one of us-west-2")).toHaveLength(2);
  });

  it("stays up with --keep, with the host blocked, until it is interrupted, and shows what others do to it", async () => {
    const child = spawn(process.execPath, ["scripts/run.mjs", "local/start/start.ts", "--keep", "--json"]);
    let stdout = "";
    const blocklist = new Promise<Ended>((resolve) => {
      let asked = false;
      child.stdout.on("data", (data: Buffer) => {
        stdout += data.toString();
        const [, variables] = /"another terminal":"export ([^"]+)"/.exec(stdout) ?? [];
        if (variables === undefined || asked) return;
        asked = true;
        const args = ["scripts/run.mjs", "ops/blocklist/main.ts", "block", "6.6.6.6", "--env", "dev", "--yes"];
        const pairs = variables.split(" ").map((one) => one.split("=") as [string, string]);
        const env: NodeJS.ProcessEnv = { PATH: process.env.PATH, ...Object.fromEntries(pairs) };
        execFile(process.execPath, args, { env }, (error, out, err) =>
          resolve({ code: error === null ? 0 : 1, stdout: out, stderr: err }),
        );
      });
    });
    const told = await blocklist;
    // Once: a second one ends it by force, as a second Ctrl-C does.
    child.kill("SIGINT");
    const code = await new Promise((resolve) => child.on("exit", resolve));

    const seen = lines({ code: 0, stdout, stderr: "" });
    expect(code).toBe(0);
    expect(seen.filter(({ type }) => type === "rule-group").at(-1)).toMatchObject({
      after: { sources: ["5.6.7.8/32"] },
    });
    const at = seen.findIndex(({ type }) => type === "endpoints");
    expect(seen[at]).toMatchObject({
      endpoints: {
        "see the table": expect.stringContaining("dynamodb scan --table-name sechub-blocklist") as string,
        "see the rules": expect.stringContaining("network-firewall describe-rule-group") as string,
        "then there": "npm run blocklist -- --env dev list",
      },
    });
    expect(told).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^against the stand-ins at http:.*\n$/) as string,
      stdout: expect.stringContaining("6.6.6.6 is blocked") as string,
    });
    expect(seen.slice(at + 1)).toMatchObject([
      { type: "slack", message: { text: "[dev] Blocked by an operator: 6.6.6.6" } },
    ]);
  });

  it("lists the scenarios, a line each, and their names alone with a sentence as JSON", async () => {
    const [plain, json] = await Promise.all([start("--scenario", "list"), start("--scenario", "list", "--json")]);

    const names = lines(json).map(({ name }) => String(name));
    expect(plain).toMatchObject({ code: 0, stderr: "" });
    expect(names.length).toBeGreaterThanOrEqual(20);
    expect(plain.stdout.trim().split("\n")).toEqual(
      names.map((name) => expect.stringMatching(`^${name} +[A-Z].*\\.$`) as string),
    );
    expect(lines(json).every(({ type, line }) => type === "scenario" && String(line).endsWith("."))).toBe(true);
  });

  it("runs a scenario: its config, each step, and a check for each thing that is expected", async () => {
    const ended = await start("--scenario", "observe-then-enforce");

    expect(ended).toMatchObject({ code: 0, stderr: "" });
    for (const shown of [
      'config: {"mode":"observe"}',
      "1. A first week of findings",
      "700 hours later",
      'deployed with another config: {"mode":"enforce"}',
      "ok   dropped in both directions: 9.8.7.6",
      'ok   Slack is told: "Would block 5.6.7.8"',
    ]) {
      expect(ended.stdout).toContain(shown);
    }
    expect(ended.stdout).toMatch(/All \d+ checks hold/);
  });

  it("runs a scenario in the environment that --env names, as JSON", async () => {
    const ended = await start("--scenario", "observe", "--env", "prod", "--json");

    expect(ended.code).toBe(0);
    expect(lines(ended)[0]).toMatchObject({ type: "note", text: expect.stringMatching(/^observe: /) as string });
    expect(lines(ended).at(-1)).toMatchObject({ type: "result", ok: true, failed: 0 });
    expect(ended.stdout).toContain('"sechub-prod-record-ip"');
  });

  it("runs the environment that --env names", async () => {
    const ended = await start("--json", "--env", "prod");

    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain('"sechub-prod-record-ip"');
  });

  it.each([
    ["a file that is not there", ["--finding", "/no/such/file.json"], "/no/such/file.json cannot be read"],
    ["a file that is not JSON", ["--finding", "README.md"], "README.md is not JSON"],
    ["a file without findings", ["--finding", "package.json"], "neither an event (no detail) nor a finding"],
    ["a file without a name", ["--finding="], "--finding names no file"],
    ["an unknown option", ["--foo"], "Unknown option '--foo'; npm start -- --help lists the options"],
    ["an argument", ["findings.json"], "Unexpected argument 'findings.json'"],
    ["an unknown environment", ["--env", "nowhere"], 'no environment "nowhere"'],
    ["an unknown scenario", ["--scenario", "nowhere"], 'no scenario "nowhere"; there are ipv4-host, ipv6-host, '],
    ["a scenario of an unknown environment", ["--scenario", "observe", "--env", "no"], 'no environment "no"'],
    ["a scenario without a name", ["--scenario="], "--scenario names none"],
    ["a scenario and a finding", ["--scenario", "observe", "--finding", "x.json"], "--finding and --scenario each say"],
  ])("ends with 1 and one readable message for %s", async (_, args, message) => {
    const ended = await start(...args);

    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain(message);
    expect(ended.stderr.trim().split("\n")).toHaveLength(1);
  });

  it("explains itself with --help", async () => {
    const ended = await start("--help");

    expect(ended.code).toBe(0);
    for (const option of ["--finding", "--scenario", "--env", "--json", "--keep", "--help"])
      expect(ended.stdout).toContain(option);
  });
});
