import { overdueHours } from "../../stacks/constructs/heartbeat";
import { synth } from "../support/synth";

const overdueAlarm = (schedule: string) =>
  synth({ prune: { schedule } }).routing.resource["aws_cloudwatch_metric_alarm"]?.["prune_overdue"];

/** Every schedule, its hours of silence until the alarm, and the hours between two of its runs at the longest. */
const SCHEDULES: readonly (readonly [string, number, number])[] = [
  ["rate(1 minute)", 1, 1 / 60],
  ["rate(15 minutes)", 1, 1 / 4],
  ["rate(45 minutes)", 3, 3 / 4],
  ["rate(1 hour)", 4, 1],
  ["rate(6 hours)", 24, 6],
  ["rate(1 day)", 96, 24],
  ["rate(42 hours)", 168, 42],
  ["rate(2 days)", 168, 48],
  ["rate(6 days)", 168, 144],
  ["cron(0 3 * * ? *)", 48, 24],
  ["cron(0/30 * ? * * *)", 48, 24],
  ["cron(0/30 3 ? * MON-FRI *)", 168, 72],
  ["cron(0 3 ? * mon,tue *)", 168, 144],
  ["cron(0 3 ? * 2-6 *)", 168, 72],
];

describe("a prune is overdue", () => {
  it.each(SCHEDULES)("%s: after %d h, which is never between two runs that are fine", (schedule, hours, longest) => {
    expect(overdueHours(schedule)).toBe(hours);
    expect(hours).toBeGreaterThan(longest);
  });

  it.each(SCHEDULES.filter(([schedule, , interval]) => schedule.startsWith("rate") && interval <= 56))(
    "%s: after three missed runs at least",
    (_, hours, interval) => {
      expect(hours).toBeGreaterThanOrEqual(3 * interval);
    },
  );

  it.each(SCHEDULES)("%s: within what CloudWatch looks back", (schedule, hours) => {
    const { period, evaluation_periods: periods } = overdueAlarm(schedule) as Record<string, number>;
    expect([period, periods]).toEqual([3_600, hours]);
    expect(3_600 * hours).toBeLessThanOrEqual(604_800);
  });

  it.each([
    "rate(7 days)",
    "rate(168 hours)",
    "cron(0 3 ? * MON *)",
    "cron(0 3 ? * 2#1 *)",
    "cron(0 3 ? * 6L *)",
    "cron(0 3 1 * ? *)",
    "cron(0 3 * 1-3 ? *)",
    "cron(0 3 * * ? 2030)",
  ])("%s: not watched, since CloudWatch cannot look back far enough", (schedule) => {
    expect(overdueHours(schedule)).toBeUndefined();
    expect(overdueAlarm(schedule)).toBeUndefined();
  });

  it("says in its text how long the silence is", () => {
    expect(overdueAlarm("rate(6 hours)")?.["alarm_description"]).toContain("No prune succeeded for 24 h");
  });
});
