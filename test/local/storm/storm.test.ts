import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { environments } from "../../../config/environments";
import { loadConfig } from "../../../config/load-config";
import { stormEvents, type Load } from "../../../local/storm/load";
import { measure, type Observed } from "../../../local/storm/measure";
import { runStorm } from "../../../local/storm/run-storm";
import { judge } from "../../../local/storm/verdict";
import { readDeployment } from "../../../local/synthesized/deployment";
import { synthesize } from "../../../stacks/synthesize";
import { fixture } from "../../support/findings";

const SMALL: Load = {
  findings: 40,
  hosts: 20,
  concurrency: 10,
  lambdaLatencyMs: 0,
  firewallLatencyMs: 0,
  firewallRatePerSecond: 1_000,
  seed: 1,
};

let outdir: string;
beforeAll(async () => {
  outdir = mkdtempSync(path.join(tmpdir(), "sechub storm-"));
  await synthesize(loadConfig("dev", environments), outdir);
});
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

/** I4: each host is named, in a message of its own or in a digest. Two executions of a host count as two in their minute. */
function expectEachNamed({ rows, slackTexts = [] }: Observed): void {
  expect(rows).toHaveLength(20);
  for (const { HostIp } of rows) {
    const named = slackTexts.filter((text) => new RegExp(`\\b${String(HostIp).replaceAll(".", "\\.")}\\b`).test(text));
    expect([HostIp, named.length > 0]).toEqual([HostIp, true]);
  }
}

describe("a small storm", () => {
  it("loses no host, fails no execution and updates the firewall a few times", async () => {
    const observed = await runStorm({
      deployment: readDeployment(outdir),
      load: SMALL,
      events: stormEvents(SMALL, fixture("ssh-brute-force")),
      timeScale: 0.05,
    });

    const figures = measure(observed);
    expect(judge(figures, 5).reasons.filter(({ ok }) => !ok)).toEqual([]);
    expect(figures).toMatchObject({
      findings: 40,
      executions: { succeeded: 40, failed: 0 },
      hosts: { sent: 20, recorded: 20, blocked: 20, lost: 0 },
      enforcedAfterMs: { of: 40 },
    });
    // I1: the rules are the table's hosts and nothing else.
    const hosts = observed.rows.map(({ HostIp }) => `${String(HostIp)}/32`);
    expect(observed.rules.sources.toSorted()).toEqual(hosts.toSorted());
    expect(observed.rules.destinations.toSorted()).toEqual(hosts.toSorted());
    // One that waited for a turn asks the table and not the firewall.
    expect(figures.firewall.describe.attempted).toBeLessThanOrEqual(10);
    expectEachNamed(observed);
  });
});

describe("a storm in an account with a small Lambda concurrency", () => {
  it("loses no host and fails no execution: the state machines try again what Lambda throttles", async () => {
    const load: Load = { ...SMALL, lambdaConcurrency: 2 };
    const observed = await runStorm({
      deployment: readDeployment(outdir),
      load,
      events: stormEvents(load, fixture("ssh-brute-force")),
      timeScale: 0.05,
    });

    const figures = measure(observed);
    expect(judge(figures).reasons.filter(({ ok }) => !ok)).toEqual([]);
    expect(figures).toMatchObject({ executions: { succeeded: 40, failed: 0 }, hosts: { blocked: 20, lost: 0 } });
    expect(figures.lambda?.retries).toBeGreaterThan(0);
    expect(figures.lambda?.executions).toBeGreaterThan(10);
    expectEachNamed(observed);
  }, 240_000);
});

describe("npm run storm", () => {
  const storm = (...args: string[]) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      execFile(process.execPath, ["scripts/run.mjs", "local/storm/storm.ts", ...args], (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr }),
      );
    });

  it("explains itself with --help", async () => {
    const { code, stdout } = await storm("--help");

    expect(code).toBe(0);
    for (const option of ["--findings", "--hosts", "--concurrency", "--firewall-latency", "--firewall-rate"]) {
      expect(stdout).toContain(option);
    }
    for (const option of ["--lambda-concurrency", "--lambda-latency"]) expect(stdout).toContain(option);
    for (const option of ["--max-updates", "--seed", "--growth", "--json", "--help"]) expect(stdout).toContain(option);
  });

  it.each([
    [["--nonsense"], "Unknown option '--nonsense'"],
    [["--hosts", "0"], "--hosts must be a whole number"],
    [["--hosts", "5001", "--findings", "6000"], "do not fit into the rule group"],
  ])("ends with 1 and one line for %j", async (args, message) => {
    const { code, stdout, stderr } = await storm(...args);

    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});
