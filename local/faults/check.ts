import fc from "fast-check";
import { scenarios, type Scenario } from "./scenario";
import { simulate } from "./simulate";
import { AS_IT_IS, type Variant } from "./variant";

export interface Checked {
  readonly schedules: number;
  /** The smallest scenario found that breaks a promise, and how. */
  readonly broken?: {
    readonly seed: number;
    readonly path: string;
    readonly scenario: Scenario;
    readonly violations: readonly string[];
    readonly steps: readonly string[];
  };
}

export interface CheckOptions {
  readonly schedules: number;
  readonly seed: number;
  /** Where to begin within the seed, as a violation prints it. */
  readonly path?: string;
  readonly variant?: Variant;
  /** False: the first scenario that is found will do, however large. @default true */
  readonly shrink?: boolean;
  readonly onProgress?: (schedules: number) => void;
}

/** Runs that many schedules of a seed, until one breaks a promise; then looks for a smaller one that does. */
export async function checkSchedules({
  schedules,
  seed,
  path,
  variant = AS_IT_IS,
  shrink = true,
  onProgress,
}: CheckOptions): Promise<Checked> {
  let ran = 0;
  const property = fc.asyncProperty(
    scenarios.map((scenario) => ({ ...scenario, ...variant.focus })),
    async (scenario) => {
      onProgress?.((ran += 1));
      const { violations } = await simulate(scenario, variant);
      return violations.length === 0;
    },
  );
  const details = await fc.check(property, {
    numRuns: schedules,
    seed,
    ...(path !== undefined && { path }),
    endOnFailure: !shrink,
  });
  const scenario = details.counterexample?.[0];
  if (!details.failed || scenario === undefined) return { schedules: details.numRuns };
  const { violations, steps } = await simulate(scenario, variant);
  const lines = steps.map(
    ({ atMs, what }) => `${((atMs - (steps[0]?.atMs ?? 0)) / 1000).toFixed(2).padStart(8)} s  ${what}`,
  );
  return {
    schedules: details.numRuns,
    broken: { seed, path: details.counterexamplePath ?? "", scenario, violations, steps: lines },
  };
}
