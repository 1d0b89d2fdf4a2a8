import fc from "fast-check";
import { judge } from "./oracles/judge";
import { watchPrototypes } from "./oracles/prototypes";
import { eventText, readFixtures, recipes, type Recipe } from "./recipe";
import { fuzzedDeployment, type Observed } from "./run-input";
import { count, emptyTally, type Tally } from "./tally";

export interface Checked {
  readonly tally: Tally;
  /** The smallest input found that breaks a promise. */
  readonly broken?: Broken;
}

export interface Broken {
  readonly seed: number;
  /** Where in the seed. */
  readonly path: string;
  readonly problems: readonly string[];
  readonly recipe: Recipe;
  /** The event, as JSON text. */
  readonly text: string;
}

export interface CheckOptions {
  readonly runs: number;
  readonly seed: number;
  /** Where to begin within the seed, as a broken promise prints it. */
  readonly path?: string | undefined;
  /** Told of each input before it is sent: its place in the seed, until one is broken and is made smaller. */
  readonly onInput?: (place: number) => void;
}

/** One input in so many is run a second time: the same input has the same outcome. */
const TWICE_EVERY = 10;

/** Runs that many inputs of a seed, until one breaks a promise; then looks for a smaller one that does. */
export async function checkInputs({ runs, seed, path, onInput }: CheckOptions): Promise<Checked> {
  const fixtures = readFixtures();
  const run = fuzzedDeployment(fixtures);
  const prototypeProblems = watchPrototypes();
  const tally = emptyTally();
  let problems: readonly string[] = [];
  const property = fc.asyncProperty(recipes, async (recipe) => {
    onInput?.(tally.inputs);
    const observed = await run(recipe);
    count(tally, observed);
    const again = tally.inputs % TWICE_EVERY === 0 || path !== undefined ? await run(recipe) : observed;
    const found = [
      ...judge(observed),
      ...prototypeProblems(),
      ...(outcomeOf(again) === outcomeOf(observed) ? [] : ["the same input had another outcome the second time"]),
    ];
    if (found.length > 0) problems = found;
    return found.length === 0;
  });
  const details = await fc.check(property, { numRuns: runs, seed, ...(path !== undefined && { path }) });
  return foundBy(details, { seed, tally, problems, fixtures });
}

/** What a run has found, if it has. @throws an error of the fuzz itself */
export function foundBy(
  details: fc.RunDetails<[Recipe]>,
  run: Pick<Broken, "seed" | "problems"> & { readonly tally: Tally; readonly fixtures: readonly string[] },
): Checked {
  const { seed, tally, problems, fixtures } = run;
  const recipe = details.counterexample?.[0];
  if (!details.failed || recipe === undefined) return { tally };
  if (problems.length === 0) throw details.errorInstance;
  const text = eventText(recipe, fixtures);
  return { tally, broken: { seed, path: details.counterexamplePath ?? "", problems, recipe, text } };
}

/** Without what a clock says. */
const outcomeOf = ({ answers, rows, rules, sent }: Observed): string =>
  JSON.stringify([
    answers.map(({ result, error }) => result ?? `${error?.name}: ${error?.message}`),
    rows,
    rules,
    sent,
  ]);
