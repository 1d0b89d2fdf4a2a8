import { growthLines, growthLoads, growthOf } from "../../../local/storm/growth";
import type { Figures } from "../../../local/storm/measure";
import { figureLines, verdictLine } from "../../../local/storm/print";
import { progressLine, showProgress } from "../../../local/storm/progress";
import { readOptions } from "../../../local/storm/options";
import { judge } from "../../../local/storm/verdict";

const FIGURES: Figures = {
  findings: 1_000,
  executions: { succeeded: 998, failed: 2 },
  errors: { FIREWALL_BUSY: 2 },
  hosts: { sent: 500, recorded: 500, blocked: 499, lost: 1 },
  firewall: { describe: { attempted: 6, applied: 5 }, update: { attempted: 4, applied: 2 } },
  conflicts: 1,
  throttles: 2,
  enforcedAfterMs: { of: 998, p50: 1_234, p95: 5_678, max: 9_000 },
  lambda: {
    retries: 22_372,
    executions: 990,
    most: { state: "RecordIp", retries: 23 },
    waitedMs: { p50: 281_000, p95: 389_400, max: 460_000 },
  },
  slackMessages: 700,
  table: { reads: 2_000, writes: 1_500, scans: 3 },
  milliseconds: 12_345,
};

describe("the table of figures", () => {
  const unmeasured = { ...FIGURES, errors: {} };
  Reflect.deleteProperty(unmeasured, "table");
  Reflect.deleteProperty(unmeasured, "enforcedAfterMs");
  Reflect.deleteProperty(unmeasured, "lambda");
  const lines = figureLines([
    { title: "this pipeline", figures: FIGURES },
    { title: "naive writer", figures: unmeasured },
  ]);
  const cells = (label: string) =>
    lines
      .find((line) => line.startsWith(label))
      ?.slice(label.length)
      .trim()
      .split(/ {2,}/);

  it.each([
    ["", ["this pipeline", "naive writer"]],
    ["executions failed", ["2", "2"]],
    ["hosts lost", ["1", "1"]],
    ["DescribeRuleGroup sent (answered)", ["6 (5)", "6 (5)"]],
    ["UpdateRuleGroup sent (applied)", ["4 (2)", "4 (2)"]],
    ["conflicts (InvalidToken)", ["1", "1"]],
    ["throttles", ["2", "2"]],
    ["finding to enforced, p50", ["1.2 s", "-"]],
    ["finding to enforced, p95", ["5.7 s", "-"]],
    ["finding to enforced, longest", ["9.0 s", "-"]],
    ["retries after Lambda's 429", ["22,372", "-"]],
    ["executions that waited for Lambda", ["990", "-"]],
    ["waited for Lambda, p50", ["281.0 s", "-"]],
    ["waited for Lambda, p95", ["389.4 s", "-"]],
    ["waited for Lambda, longest", ["460.0 s", "-"]],
    ["most retries of one state", ["23 (RecordIp)", "-"]],
    ["Slack messages", ["700", "700"]],
    ["table reads", ["2,000", "-"]],
    ["table writes", ["1,500", "-"]],
  ])('has a row "%s"', (label, expected) => {
    expect(cells(label)).toEqual(expected);
  });

  it("names the errors that ended executions", () => {
    expect(lines.at(-1)).toBe("this pipeline: 2 executions failed with FIREWALL_BUSY");
  });
});

describe("the verdict", () => {
  it("names what was missed", () => {
    expect(verdictLine(judge(FIGURES, 3))).toBe(
      "FAIL: 1 hosts lost (!), 2 executions failed (!), 1,000 of 1,000 findings handled, " +
        "4 UpdateRuleGroup calls (at most 3) (!)",
    );
  });

  it("passes when all holds", () => {
    const well = { ...FIGURES, executions: { succeeded: 1_000, failed: 0 }, hosts: { ...FIGURES.hosts, lost: 0 } };

    expect(verdictLine(judge(well, 5))).toMatch(/^PASS: 0 hosts lost, 0 executions failed/);
  });
});

describe("the growth", () => {
  it("is measured at three sizes, each with half as many hosts", () => {
    const loads = growthLoads(readOptions(["--growth", "--concurrency", "7"]).load);

    expect(loads.map(({ findings, hosts }) => [findings, hosts])).toEqual([
      [100, 50],
      [1_000, 500],
      [5_000, 2_500],
    ]);
    expect(loads.map(({ concurrency }) => concurrency)).toEqual([7, 7, 7]);
  });

  it("is what each host costs", () => {
    expect(growthOf(FIGURES)).toEqual({
      findings: 1_000,
      hosts: 500,
      firewallCallsPerHost: 0.02,
      updatesPerHost: 0.008,
      writesPerHost: 3,
      readsPerHost: 4,
      scans: 3,
    });
    const [head, row] = growthLines([growthOf(FIGURES)]);
    expect(head?.trim().split(/ {2,}/)).toHaveLength(7);
    expect(row?.trim().split(/ {2,}/)).toEqual(["1,000", "500", "0.020", "0.008", "3.00", "4.00", "3"]);
  });
});

describe("the progress", () => {
  const progress = { ended: 12, failed: 0, of: 1_000, states: 3_456, firewallCalls: 3, slackMessages: 4 };

  it("is one line", () => {
    expect(progressLine("pipeline", progress, 7.4)).toBe(
      "pipeline: 7 s, 12 of 1,000 executions ended, 3,456 states, 3 firewall calls, 4 messages",
    );
    expect(progressLine("naive writer", { ...progress, failed: 5 }, 7)).toContain("(5 failed)");
  });

  const CLEAR = "\r\u001b[K";
  it.each([
    [
      "is rewritten in place on a terminal, cut to its width",
      { isTTY: true, columns: 20 },
      250,
      `${CLEAR}pipeline: 0 s, 12 o`,
    ],
    [
      "is a line every few seconds elsewhere",
      {},
      5_000,
      "pipeline: 5 s, 12 of 1,000 executions ended, 3,456 states, 3 firewall calls, 4 messages\n",
    ],
  ])("%s", (_, stream, milliseconds, expected) => {
    jest.useFakeTimers();
    let written = "";
    const stop = showProgress("pipeline", () => progress, { ...stream, write: (text) => (written += text) });

    jest.advanceTimersByTime(milliseconds);
    expect(written).toBe(expected);
    stop();
    const atStop = written;
    jest.advanceTimersByTime(60_000);
    jest.useRealTimers();

    expect(written).toBe(atStop);
  });
});
