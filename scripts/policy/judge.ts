import { PLANTS } from "./plants";
import type { CheckedResource, Report } from "./report";
import type { KeySetting, Skip } from "./skips";

/** One environment as it was scanned. */
export interface Scan {
  readonly environment: string;
  /** The keys of the customer's that its config names. */
  readonly keys: readonly KeySetting[];
  /** The addresses of all resources that were synthesized. */
  readonly synthesized: readonly string[];
  readonly report: Report;
}

export interface Verdict {
  readonly environment: string;
  readonly resources: number;
  readonly passed: number;
  readonly skipped: number;
  /** What is wrong, a line each. */
  readonly problems: readonly string[];
  /** The skips that were made use of. */
  readonly used: readonly Skip[];
}

/** What a scan says, held against the skips. That nothing was found is worth as much as what was looked at. */
export function judge(scan: Scan, skips: readonly Skip[]): Verdict {
  const { environment, report, synthesized } = scan;
  const failed = report.results.failed_checks.map((check) => ({ check, skip: skipOf(check, scan, skips) }));
  return {
    environment,
    resources: synthesized.length,
    passed: report.results.passed_checks.length,
    skipped: failed.filter(({ skip }) => skip !== undefined).length,
    problems: [
      ...unseen(scan),
      ...failed.filter(({ skip }) => skip === undefined).map(({ check }) => lineOf(check)),
      ...report.results.skipped_checks.map((check) => `${lineOf(check)}: skipped elsewhere than in skips.ts`),
      ...unanswered(scan),
    ],
    used: failed.flatMap(({ skip }) => skip ?? []),
  };
}

/** The problems of all environments, each with those that have it. */
export function problemsOf(verdicts: readonly Verdict[]): readonly string[] {
  const found = new Set(verdicts.flatMap(({ problems }) => problems));
  return [...found].map((problem) => {
    const where = verdicts.filter(({ problems }) => problems.includes(problem)).map(({ environment }) => environment);
    return `${problem} (${where.join(", ")})`;
  });
}

/** Skips of which no scan made use: what they excuse is no longer so. */
export const unusedSkips = (verdicts: readonly Verdict[], skips: readonly Skip[]): readonly string[] =>
  skips
    .filter((skip) => !verdicts.some(({ used }) => used.includes(skip)))
    .map(({ check, resources }) => `${check} ${resources.join(", ")}: fails nowhere any more: take it out of skips.ts`);

const lineOf = ({ check_id, resource, check_name }: CheckedResource) => `${check_id} ${resource}: ${check_name}`;

const skipOf = ({ check_id, resource }: CheckedResource, { keys }: Scan, skips: readonly Skip[]): Skip | undefined =>
  skips.find(
    ({ check, resources, endsWith }) =>
      check === check_id &&
      resources.some((pattern) => matches(pattern, resource)) &&
      !(endsWith !== undefined && keys.includes(endsWith)),
  );

const matches = (pattern: string, address: string): boolean =>
  pattern.endsWith(".*") ? address.startsWith(pattern.slice(0, -1)) : address === pattern;

function unseen({ report, synthesized }: Scan): readonly string[] {
  const { parsing_errors, resource_count } = report.summary;
  return [
    ...(parsing_errors === 0 ? [] : [`checkov could not read ${parsing_errors} of the stacks`]),
    ...(resource_count === synthesized.length
      ? []
      : [`checkov saw ${resource_count} resources, and ${synthesized.length} were synthesized`]),
    ...checksOf(report)
      .map(({ resource }) => resource)
      .filter((address, index, all) => all.indexOf(address) === index)
      .filter((address) => !address.startsWith("aws.") && !synthesized.includes(address))
      .map((address) => `checkov saw ${address}, which was not synthesized`),
  ];
}

/**
 * A check that cannot make out its resource (a policy that it cannot read, say) answers nothing, neither passed nor failed.
 * So each check that finds a planted mistake must answer for every resource of that type.
 */
function unanswered({ report, synthesized }: Scan): readonly string[] {
  const answered = new Set(checksOf(report).map(({ check_id, resource }) => `${check_id} ${resource}`));
  return synthesized
    .flatMap((address) => {
      const ids = PLANTS.filter(({ type }) => type === typeOf(address)).flatMap(({ found }) => found);
      return [...new Set(ids)].map((id) => `${id} ${address}`);
    })
    .filter((each) => !answered.has(each))
    .map((each) => `${each}: answered neither passed nor failed`);
}

const typeOf = (address: string) => address.split(".")[0];

const checksOf = ({ results }: Report): readonly CheckedResource[] => [
  ...results.passed_checks,
  ...results.failed_checks,
  ...results.skipped_checks,
];
