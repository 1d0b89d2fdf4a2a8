import { BROKEN_VARIANTS } from "../../../local/faults/broken-variants";
import { checkSchedules } from "../../../local/faults/check";
import { readOptions } from "../../../local/faults/options";
import { simulate } from "../../../local/faults/simulate";
import type { Scenario } from "../../../local/faults/scenario";

const SEED = 1;

/** `npm run faults` runs 10,000. */
it("keeps every promise under some hundred schedules", async () => {
  const { broken, schedules } = await checkSchedules({ schedules: 400, seed: SEED });
  expect(broken).toBeUndefined();
  expect(schedules).toBe(400);
}, 240_000);

/** The suite bites: each of these is a mistake that somebody could make in good faith. */
it.each(BROKEN_VARIANTS.map((variant) => [variant.mistake, variant] as const))(
  "finds out when %s",
  async (_, variant) => {
    const { broken } = await checkSchedules({ schedules: 6_000, seed: SEED, variant, shrink: false });
    expect(broken?.violations).not.toEqual([]);
    expect(broken).toBeDefined();
  },
  600_000,
);

const scenario = (overrides: Partial<Scenario>): Scenario => ({
  lease: true,
  room: 20,
  existing: [],
  happenings: [{ kind: "sighting", hosts: ["7.0.0.1"], minutesAgo: 0, skewMinutes: 0 }],
  faults: [],
  choices: [],
  ...overrides,
});
const functionsRun = (steps: readonly { readonly what: string }[]) =>
  new Set(steps.map(({ what }) => /#(\d+) /.exec(what)?.[1]).filter((id) => id !== undefined)).size;

it("really runs the executions: a sighting takes three functions, a scheduled run two", async () => {
  const { steps, violations } = await simulate(scenario({}));
  expect(violations).toEqual([]);
  // add-ip-to-ddb, update-nf-rg, send-gd-finding; then get-ip-from-ddb and update-nf-rg. Nothing is left to tell.
  expect(functionsRun(steps)).toBe(5);
  expect(steps.filter(({ what }) => what.endsWith("UpdateRuleGroup"))).toHaveLength(1);
});

it.each(["before", "after", "late", "stale", "crashBefore", "crashAfter"] as const)(
  "gets over a fault (%s) at any call",
  async (kind) => {
    for (let atCall = 1; atCall <= 16; atCall += 1) {
      const { steps, violations } = await simulate(scenario({ faults: [{ atCall, kind }] }));
      expect([atCall, violations]).toEqual([atCall, []]);
      if (atCall <= 10) expect(steps.some(({ what }) => what.endsWith(`: ${kind}`))).toBe(true);
    }
  },
);

it("is the same run for the same scenario", async () => {
  const [first, second] = await Promise.all([simulate(scenario({})), simulate(scenario({}))]);
  expect(first).toEqual(second);
});

it.each([
  [["--schedules", "0"], '--schedules must be a whole number from 1 to 1000000, not "0"'],
  [["--seed", "x"], '--seed must be a whole number from 0 to 1000000, not "x"'],
  [["--sede", "1"], "Unknown option '--sede'"],
])("refuses %j in one line", (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});
