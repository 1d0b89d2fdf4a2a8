import type { CallCount, Figures, LambdaWaits } from "./measure";
import type { Verdict } from "./verdict";

const LABEL_WIDTH = 36;
const COLUMN_WIDTH = 20;

export interface Column {
  readonly title: string;
  readonly figures: Figures;
}

/** The figures as a table, a column a writer. */
export const figureLines = (columns: readonly Column[]): readonly string[] => [
  row(
    "",
    columns.map(({ title }) => title),
  ),
  ...ROWS.map(([label, show]) =>
    row(
      label,
      columns.map(({ figures }) => show(figures)),
    ),
  ),
  ...columns.flatMap(({ title, figures }) => errorLines(title, figures)),
];

/** One line with all that was asked, the misses named as such. */
export const verdictLine = ({ ok, reasons }: Verdict): string =>
  `${ok ? "PASS" : "FAIL"}: ${reasons.map((reason) => `${reason.text}${reason.ok ? "" : " (!)"}`).join(", ")}`;

const count = (value: number): string => value.toLocaleString("en");
const seconds = (milliseconds: number): string => `${(milliseconds / 1_000).toFixed(1)} s`;
const NOT_MEASURED = "-";
const mostRetries = ({ most }: LambdaWaits): string =>
  most.retries === 0 ? "0" : `${count(most.retries)} (${most.state})`;
const calls = ({ attempted, applied }: CallCount): string => `${count(attempted)} (${count(applied)})`;

const ROWS: readonly (readonly [label: string, show: (figures: Figures) => string])[] = [
  ["findings", ({ findings }) => count(findings)],
  ["executions succeeded", ({ executions }) => count(executions.succeeded)],
  ["executions failed", ({ executions }) => count(executions.failed)],
  ["hosts named by the findings", ({ hosts }) => count(hosts.sent)],
  ["hosts recorded", ({ hosts }) => count(hosts.recorded)],
  ["hosts blocked in both directions", ({ hosts }) => count(hosts.blocked)],
  ["hosts lost", ({ hosts }) => count(hosts.lost)],
  ["DescribeRuleGroup sent (answered)", ({ firewall }) => calls(firewall.describe)],
  ["UpdateRuleGroup sent (applied)", ({ firewall }) => calls(firewall.update)],
  ["conflicts (InvalidToken)", ({ conflicts }) => count(conflicts)],
  ["throttles", ({ throttles }) => count(throttles)],
  ["findings with their host enforced", ({ enforcedAfterMs: after }) => count(after?.of ?? 0)],
  ["finding to enforced, p50", ({ enforcedAfterMs: after }) => (after ? seconds(after.p50) : NOT_MEASURED)],
  ["finding to enforced, p95", ({ enforcedAfterMs: after }) => (after ? seconds(after.p95) : NOT_MEASURED)],
  ["finding to enforced, longest", ({ enforcedAfterMs: after }) => (after ? seconds(after.max) : NOT_MEASURED)],
  ["retries after Lambda's 429", ({ lambda }) => (lambda ? count(lambda.retries) : NOT_MEASURED)],
  ["executions that waited for Lambda", ({ lambda }) => (lambda ? count(lambda.executions) : NOT_MEASURED)],
  ["waited for Lambda, p50", ({ lambda }) => (lambda ? seconds(lambda.waitedMs.p50) : NOT_MEASURED)],
  ["waited for Lambda, p95", ({ lambda }) => (lambda ? seconds(lambda.waitedMs.p95) : NOT_MEASURED)],
  ["waited for Lambda, longest", ({ lambda }) => (lambda ? seconds(lambda.waitedMs.max) : NOT_MEASURED)],
  ["most retries of one state", ({ lambda }) => (lambda ? mostRetries(lambda) : NOT_MEASURED)],
  ["Slack messages", ({ slackMessages }) => count(slackMessages)],
  ["table reads", ({ table }) => (table ? count(table.reads) : NOT_MEASURED)],
  ["table writes", ({ table }) => (table ? count(table.writes) : NOT_MEASURED)],
  ["until the last execution ended", ({ milliseconds }) => seconds(milliseconds)],
];

const row = (label: string, cells: readonly string[]): string =>
  label.padEnd(LABEL_WIDTH) + cells.map((cell) => cell.padStart(COLUMN_WIDTH)).join("");

const errorLines = (title: string, { errors }: Figures): readonly string[] =>
  Object.entries(errors).map(([name, times]) => `${title}: ${count(times)} executions failed with ${name}`);
