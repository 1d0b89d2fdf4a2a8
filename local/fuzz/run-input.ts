import { captured } from "./captured";
import { bystanderAt, NOW_MS } from "./environment";
import { eventText, type Recipe } from "./recipe";
import { warmFunctions, type Fuzzed, type WarmFunctions } from "./warm-functions";
import { goTheWay, type Answer } from "./way";
import { freshWorld, rowsOf, rulesOf, type FuzzWorld, type Row, type Rule, type Sent } from "./world";

/** All that there is to see of an input, from outside. */
export interface Observed {
  readonly text: string;
  readonly answers: readonly Answer[];
  readonly rows: readonly Row[];
  readonly rules: readonly Rule[];
  readonly sent: readonly Sent[];
  readonly lines: readonly string[];
  /** When it was over, by the clock of the functions. */
  readonly nowMs: number;
  /** The row of the host that no input names, as it was before. */
  readonly bystander: Row;
}

/** Lambda's time limit is no limit in memory: a function that hangs would hang for ever. */
const TIME_LEFT_MS = 60_000;

/** A fuzzed deployment: warm functions, and a world that is new for each input. */
export function fuzzedDeployment(fixtures: readonly string[]) {
  let world: FuzzWorld = freshWorld();
  const byMode: Partial<Record<string, WarmFunctions>> = {};
  const functionsOf = (fuzzed: Fuzzed) => (byMode[JSON.stringify(fuzzed)] ??= warmFunctions(() => world, fuzzed));
  let requests = 0;

  return async (recipe: Recipe): Promise<Observed> => {
    const text = eventText(recipe, fixtures);
    const adapters = recipe.depth === 0;
    const { result: answers, lines } = await captured(() => {
      world = freshWorld();
      const functions = functionsOf({ mode: recipe.observe ? "observe" : "enforce", adapters });
      return goTheWay({
        text,
        failure: recipe.failure,
        again: recipe.again,
        sentSoFar: () => world.sent.length,
        now: () => new Date(world.nowMs),
        wait: (seconds) => void (world.nowMs += seconds * 1_000),
        invoke: (name, payload) => {
          const endsAt = world.nowMs + TIME_LEFT_MS;
          const awsRequestId = `fuzz-${(requests += 1)}`;
          return functions[name](payload, { awsRequestId, getRemainingTimeInMillis: () => endsAt - world.nowMs });
        },
      });
    });
    const { sent, nowMs } = world;
    return {
      text,
      answers,
      rows: rowsOf(world, adapters),
      rules: rulesOf(world),
      sent,
      lines,
      nowMs,
      bystander: bystanderAt(NOW_MS),
    };
  };
}
