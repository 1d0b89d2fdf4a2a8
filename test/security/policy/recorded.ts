/** A run of `npm run policy` as checkov answered it, and changes of it. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Scan } from "../../../scripts/policy/judge";
import { outcome } from "../../../scripts/policy/outcome";
import type { CheckedResource, Report } from "../../../scripts/policy/report";
import { SKIPS, type KeySetting, type Skip } from "../../../scripts/policy/skips";

/** What checkov said of stacks with every option, a line for each check of each resource. */
export interface Recorded {
  readonly summary: Report["summary"];
  readonly passed: readonly string[];
  readonly failed: readonly string[];
}
export interface RecordedScan {
  readonly synthesized: readonly string[];
  readonly report: Recorded;
}
export const recorded = JSON.parse(readFileSync(path.join(__dirname, "recorded-checkov.json"), "utf8")) as {
  readonly "everything-no-key": RecordedScan;
  readonly "everything-with-key": RecordedScan;
  readonly planted: Recorded;
};

export const check = (line: string): CheckedResource => {
  const [check_id = "", resource = ""] = line.split(" ");
  return { check_id, resource, check_name: "a check" };
};
export const reportOf = ({ summary, passed, failed }: Recorded): Report => ({
  summary,
  results: { passed_checks: passed.map(check), failed_checks: failed.map(check), skipped_checks: [] },
});

interface Change {
  /** Of the environment with a key. */
  readonly withKey?: (scan: RecordedScan) => RecordedScan;
  readonly planted?: (report: Recorded) => Recorded;
  readonly skips?: readonly Skip[];
}
const unchanged = <T>(value: T): T => value;

/** The outcome of the recorded run, after a change of it. */
export function outcomeAfter({ withKey = unchanged, planted = unchanged, skips = SKIPS }: Change = {}) {
  const scan = (environment: string, keys: readonly KeySetting[], { synthesized, report }: RecordedScan): Scan => ({
    environment,
    keys,
    synthesized,
    report: reportOf(report),
  });
  const scans = [
    scan("no-key", [], recorded["everything-no-key"]),
    scan("with-key", ["kmsKeyArn", "backend.kmsKeyArn"], withKey(recorded["everything-with-key"])),
  ];
  return outcome(scans, reportOf(planted(recorded.planted)), skips);
}
export const problemsAfter = (change: Change) => outcomeAfter(change).problems;

/** These checks, failed. */
export const toFailed =
  (...lines: readonly string[]) =>
  ({ synthesized, report }: RecordedScan): RecordedScan => ({
    synthesized,
    report: {
      ...report,
      passed: report.passed.filter((line) => !lines.includes(line)),
      failed: [...report.failed, ...lines],
    },
  });
/** Without an answer of these checks. */
export const without =
  (pattern: RegExp) =>
  ({ synthesized, report }: RecordedScan): RecordedScan => ({
    synthesized,
    report: { ...report, passed: report.passed.filter((line) => !pattern.test(line)) },
  });
