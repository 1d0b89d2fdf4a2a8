import type { Scan } from "./judge";

/** Of checkov's JSON, what is looked at. */
export interface Report {
  readonly results: {
    readonly passed_checks: readonly CheckedResource[];
    readonly failed_checks: readonly CheckedResource[];
    readonly skipped_checks: readonly CheckedResource[];
  };
  readonly summary: {
    readonly parsing_errors: number;
    readonly resource_count: number;
    readonly checkov_version: string;
  };
}

export interface CheckedResource {
  readonly check_id: string;
  readonly check_name: string;
  /** Its address, such as aws_sns_topic.alarms. */
  readonly resource: string;
}

const LISTS = ["passed_checks", "failed_checks", "skipped_checks"];

/** Without a file that it can read, checkov answers with counts of zero and no results, and ends well. */
export function isReport(value: unknown): value is Report {
  const { results, summary } = (value ?? {}) as {
    results?: Record<string, unknown>;
    summary?: Record<string, unknown>;
  };
  return (
    LISTS.every((list) => Array.isArray(results?.[list])) &&
    typeof summary?.["parsing_errors"] === "number" &&
    typeof summary["resource_count"] === "number"
  );
}

/** The reports as a file: a line for each check of each resource, `CHECK address`. */
export const renderReports = (scans: readonly Scan[], planted: Report): string =>
  `${JSON.stringify(
    {
      scans: scans.map(({ report, ...scan }) => ({ ...scan, report: shortened(report) })),
      planted: shortened(planted),
    },
    undefined,
    2,
  )}\n`;

const shortened = ({ results, summary }: Report) => ({
  summary,
  passed: linesOf(results.passed_checks),
  failed: linesOf(results.failed_checks),
});

const linesOf = (checks: readonly CheckedResource[]) =>
  checks.map(({ check_id, resource }) => `${check_id} ${resource}`).sort();
