import { inParallel } from "../../functions/runtime/in-parallel";

/** What became of many writes, each of which may have failed by itself; in the order of the items. */
export interface Tried<Item, Result> {
  readonly done: readonly Done<Item, Result>[];
  /** Failed, or not tried any more. */
  readonly left: readonly Item[];
  /** Of the first that failed. */
  readonly error?: Error;
}

interface Done<Item, Result> {
  readonly item: Item;
  readonly result: Result;
}

/** So many failures are not those of single rows: what is left is not tried. */
const MOST_FAILURES = 25;

/** Does the work for every item, whatever becomes of the others. */
export async function tryAll<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Tried<Item, Result>> {
  const errors: Error[] = [];
  const tried = await inParallel(items, async (item): Promise<Done<Item, Result> | undefined> => {
    if (errors.length >= MOST_FAILURES) return undefined;
    try {
      return { item, result: await work(item) };
    } catch (error) {
      errors.push(error instanceof Error ? error : new Error(String(error)));
      return undefined;
    }
  });
  return {
    done: tried.filter((one) => one !== undefined),
    left: items.filter((_, index) => tried[index] === undefined),
    ...(errors[0] && { error: errors[0] }),
  };
}
