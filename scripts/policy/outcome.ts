import { judge, problemsOf, unusedSkips, type Scan } from "./judge";
import { neverSeenFailing, notFound } from "./planted";
import { PLANTS } from "./plants";
import type { Report } from "./report";
import type { Skip } from "./skips";

export interface Outcome {
  /** A line for each environment, and one for the mistakes that were planted. */
  readonly lines: readonly string[];
  /** Without any, all is well. */
  readonly problems: readonly string[];
}

/** What all scans say together. */
export function outcome(scans: readonly Scan[], planted: Report, skips: readonly Skip[]): Outcome {
  const verdicts = scans.map((scan) => judge(scan, skips));
  const missed = notFound(planted);
  const mistakes = PLANTS.flatMap(({ found }) => found).length;
  return {
    lines: [
      `checkov ${planted.summary.checkov_version}`,
      ...verdicts.map(
        ({ environment, resources, passed, skipped, problems }) =>
          `  ${environment.padEnd(20)} ${resources} resources, ${passed} checks passed, ${skipped} skipped, ${problems.length} failed`,
      ),
      `  ${"planted mistakes".padEnd(20)} ${mistakes - missed.length} of ${mistakes} found`,
    ],
    problems: [
      ...problemsOf(verdicts),
      ...unusedSkips(verdicts, skips),
      ...missed,
      ...neverSeenFailing(
        scans.map(({ report }) => report),
        planted,
      ),
    ],
  };
}
