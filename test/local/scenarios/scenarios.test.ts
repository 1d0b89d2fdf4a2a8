import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { atMost } from "../../../local/lambda/at-most";
import { scenarioNamed, scenarios } from "../../../local/scenarios";
import { deployer } from "../../../local/scenarios/settings";
import { linesOf, recordedCalls } from "../../security/permissions/recorded";
import { play, type Played } from "./support";

/** One of them only waits, for the end of a minute. */
const AT_ONCE = 3;
const PATIENCE_MS = 300_000;

let folder: string;
const played = new Map<string, Promise<Played>>();

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "sechub scenarios-"));
  const deploy = deployer("dev", folder);
  const inTurn = atMost(AT_ONCE);
  // Those about notifications come first, since one of them takes the longest.
  for (const scenario of scenarios.toReversed()) {
    const run = inTurn(() => play(scenario, deploy));
    // The test of the scenario says so.
    run.catch(() => undefined);
    played.set(scenario.name, run);
  }
});
afterAll(async () => {
  await Promise.allSettled(played.values());
  rmSync(folder, { recursive: true, force: true });
}, PATIENCE_MS);

describe("each scenario, through what is synthesized", () => {
  it.each(scenarios)(
    "$name: $line",
    async ({ name, steps }) => {
      const { failed, checks, leaks, looked } = (await played.get(name)) ?? { failed: ["it did not run"], checks: 0 };

      expect(failed).toEqual([]);
      // The webhook's URL is in nothing that the system writes or says (test/security/secrets).
      expect(leaks).toEqual([]);
      expect(Object.keys(looked ?? {})).toHaveLength(11);
      for (const place of ["logs", "metrics", "executions"]) expect(looked?.[place]).toBeGreaterThan(200);
      // Rules, executions, hosts, reasons and words of each step, at least.
      expect(checks).toBeGreaterThanOrEqual(steps.length * 5);
    },
    PATIENCE_MS,
  );
});

describe("what the functions call over all scenarios", () => {
  it(
    "is what test/security/permissions compares with their roles: not one call more, not one less",
    async () => {
      const all = (await Promise.all(played.values())).flatMap(({ calls }) => calls);

      expect([...new Set(linesOf(all))]).toEqual(linesOf(recordedCalls));
    },
    PATIENCE_MS,
  );
});

describe("the list of scenarios", () => {
  it("has names to type, each once, and a sentence of one line each", () => {
    const names = scenarios.map(({ name }) => name);

    expect(new Set(names).size).toBe(names.length);
    for (const { name, line } of scenarios) {
      expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(line).toMatch(/^[A-Z].{10,130}\.$/);
    }
  });

  it("says of every step with events which rules take them, or that nothing happens", () => {
    const steps = scenarios.flatMap((scenario) => scenario.steps);
    const silent = steps.filter(({ events, expect }) => events !== undefined && expect.rules === undefined);

    expect(silent.every(({ expect }) => expect.said.length === 0)).toBe(true);
  });

  it("is named whole when there is no such scenario", () => {
    const [{ name } = { name: "" }] = scenarios;

    expect(() => scenarioNamed("nowhere")).toThrow(`there is no scenario "nowhere"; there are ${name}, `);
    expect(scenarioNamed(name)).toBe(scenarios[0]);
  });
});

describe("a scenario in another environment", () => {
  it(
    "shows the same, whatever that environment has chosen",
    async () => {
      const elsewhere = deployer("prod", folder);

      const { failed, shown } = await play(scenarioNamed("port-probe"), elsewhere);

      expect(failed).toEqual([]);
      expect(JSON.stringify(shown)).toContain("sechub-prod-catch-port-probe");
    },
    PATIENCE_MS,
  );
});
