import { measure, type Observed } from "../../../local/storm/measure";
import { percentile } from "../../../local/storm/percentile";
import { judge } from "../../../local/storm/verdict";

describe("percentile", () => {
  const oneToTwenty = Array.from({ length: 20 }, (_, i) => 20 - i);
  it.each([
    [oneToTwenty, 50, 10],
    [oneToTwenty, 95, 19],
    [oneToTwenty, 100, 20],
    [oneToTwenty, 0, 1],
    [[7], 50, 7],
    [[7], 95, 7],
    [[10, 2], 50, 2],
    // Sorted as numbers, not as text.
    [[100, 9, 80], 100, 100],
  ])("of %j at %d is %d", (values, percent, expected) => {
    expect(percentile(values, percent)).toBe(expected);
  });

  it("of nothing is no number", () => {
    expect(percentile([], 50)).toBeNaN();
  });

  it("leaves the values in their order", () => {
    const values = [3, 1, 2];
    percentile(values, 50);
    expect(values).toEqual([3, 1, 2]);
  });
});

const A = "5.6.7.9";
const B = "6.7.8.9";
const C = "7.8.9.11";
const START = Date.parse("2026-03-02T10:00:00.000Z");
const after = (seconds: number) => new Date(START + seconds * 1_000).toISOString();

/** Two hosts, three findings, all well. */
const observed = (overrides: Partial<Observed> = {}): Observed => ({
  findings: [A, B, A].map((host) => ({ host, deliveredAt: START })),
  executions: [{ status: "SUCCEEDED" }, { status: "SUCCEEDED" }, { status: "SUCCEEDED" }],
  rows: [
    { HostIp: A, EnforcedAt: after(2) },
    { HostIp: B, EnforcedAt: after(4) },
  ],
  rules: { sources: [`${A}/32`, `${B}/32`], destinations: [`${A}/32`, `${B}/32`] },
  firewallCalls: [],
  tableCalls: [],
  slackMessages: 3,
  milliseconds: 5_000,
  ...overrides,
});

const call = (operation: string, outcome = "ok") => ({ operation, outcome, at: START });

describe("the figures of a run", () => {
  it("count findings, executions and hosts", () => {
    expect(measure(observed())).toMatchObject({
      findings: 3,
      executions: { succeeded: 3, failed: 0 },
      errors: {},
      hosts: { sent: 2, recorded: 2, blocked: 2, lost: 0 },
      slackMessages: 3,
      milliseconds: 5_000,
    });
  });

  it.each<[what: string, change: Partial<Observed>, lost: number]>([
    ["sent and never recorded", { rows: [{ HostIp: A, EnforcedAt: after(1) }], rules: both(A) }, 1],
    ["recorded and in no rule", { rules: both(A) }, 1],
    ["in the rule of one direction only", { rules: { sources: both(A, B).sources, destinations: [`${A}/32`] } }, 1],
    ["recorded by nobody's finding and in no rule", { rows: [...observed().rows, { HostIp: C }] }, 1],
    ["all gone", { rules: both() }, 2],
    ["held by a wider block", { rules: both("5.6.7.8/31", B) }, 0],
    ["in the rules without a row", { rows: [] }, 0],
  ])("call a host lost that is %s", (_, change, lost) => {
    expect(measure(observed(change)).hosts.lost).toBe(lost);
  });

  it("count the calls of the firewall by kind and outcome", () => {
    const firewallCalls = [
      call("DescribeRuleGroup"),
      call("DescribeRuleGroup", "ThrottlingException"),
      call("UpdateRuleGroup", "ThrottlingException"),
      call("UpdateRuleGroup", "InvalidTokenException"),
      call("UpdateRuleGroup"),
    ];

    expect(measure(observed({ firewallCalls }))).toMatchObject({
      firewall: { describe: { attempted: 2, applied: 1 }, update: { attempted: 3, applied: 1 } },
      conflicts: 1,
      throttles: 2,
    });
  });

  it("count reads, writes and pages of scans, failed conditions included", () => {
    const tableCalls = [
      call("PutItem", "ConditionalCheckFailedException"),
      call("UpdateItem"),
      call("DeleteItem"),
      call("GetItem"),
      call("Scan"),
      call("DescribeTable"),
    ];

    expect(measure(observed({ tableCalls })).table).toEqual({ reads: 2, writes: 3, scans: 1 });
    const withoutTable: Partial<Observed> = { ...observed() };
    Reflect.deleteProperty(withoutTable, "tableCalls");
    expect(measure(withoutTable as Observed)).not.toHaveProperty("table");
  });

  it("measure the time to enforcement over the findings whose host was enforced", () => {
    expect(measure(observed()).enforcedAfterMs).toEqual({ of: 3, p50: 2_000, p95: 4_000, max: 4_000 });
    const oneEnforced = [{ HostIp: A, EnforcedAt: after(2) }, { HostIp: B }];
    expect(measure(observed({ rows: oneEnforced })).enforcedAfterMs).toMatchObject({ of: 2, max: 2_000 });
    expect(measure(observed({ rows: [] }))).not.toHaveProperty("enforcedAfterMs");
    const enforcedBefore = [{ HostIp: A, EnforcedAt: after(-5) }];
    expect(measure(observed({ rows: enforcedBefore })).enforcedAfterMs).toMatchObject({ of: 2, max: 0 });
  });

  it("say how long executions waited for Lambda, in all their states, and which state needed most retries", () => {
    const throttled = (state: string, attempt: number, waitedMs: number) => ({
      state,
      attempt,
      waitedMs,
      error: "Lambda.TooManyRequestsException",
    });
    const executions = [
      { status: "SUCCEEDED", retries: [throttled("RecordIp", 1, 500), throttled("RecordIp", 2, 1_500)] },
      { status: "SUCCEEDED", retries: [] },
      {
        status: "SUCCEEDED",
        retries: [
          throttled("BlockTraffic", 1, 100),
          throttled("BlockTraffic", 1, 100),
          { ...throttled("BlockTraffic", 9, 7_000), error: "FIREWALL_BUSY" },
        ],
      },
    ];

    expect(measure(observed({ executions })).lambda).toEqual({
      retries: 4,
      executions: 2,
      most: { state: "RecordIp", retries: 2 },
      waitedMs: { p50: 200, p95: 2_000, max: 2_000 },
    });
    // The naive writer has no state machine.
    expect(measure(observed())).not.toHaveProperty("lambda");
  });

  it("tally the errors of failed executions", () => {
    const executions = [
      { status: "SUCCEEDED" },
      { status: "FAILED", error: "FIREWALL_BUSY" },
      { status: "FAILED", error: "FIREWALL_BUSY" },
      { status: "FAILED" },
    ];

    expect(measure(observed({ executions }))).toMatchObject({
      executions: { succeeded: 1, failed: 3 },
      errors: { FIREWALL_BUSY: 2, "without a name": 1 },
    });
  });
});

describe("the verdict", () => {
  const updates = (count: number) => ({ firewallCalls: Array.from({ length: count }, () => call("UpdateRuleGroup")) });

  it.each<[what: string, change: Partial<Observed>, ok: boolean]>([
    ["five updates", updates(5), true],
    ["six updates", updates(6), false],
    ["a lost host", { rules: both(A) }, false],
    ["a failed execution", { executions: [...observed().executions, { status: "FAILED" }] }, false],
    ["a finding that started nothing", { executions: [{ status: "SUCCEEDED" }] }, false],
  ])("on %s is %#", (_, change, ok) => {
    expect(judge(measure(observed(change)), 5).ok).toBe(ok);
  });

  it("does not judge the updates when no limit is given", () => {
    expect(judge(measure(observed(updates(99)))).ok).toBe(true);
  });
});

function both(...hosts: readonly string[]): Observed["rules"] {
  const cidrs = hosts.map((host) => (host.includes("/") ? host : `${host}/32`));
  return { sources: cidrs, destinations: cidrs };
}
