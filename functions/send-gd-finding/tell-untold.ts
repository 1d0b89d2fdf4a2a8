import type { Digest, Told } from "../ports/told";

/** Something that is told once in a time. */
export interface Tellable<Item> {
  readonly key: string;
  readonly hours: number;
  readonly item: Item;
}

export interface ToldNow {
  /** How many were told now, of how many with a key of their own. */
  readonly fresh: number;
  readonly distinct: number;
  /** The digests that have them, those of earlier attempts of this execution included. */
  readonly digests: readonly Digest[];
}

/**
 * Tells in one message all of the items whose key was not told yet; items with the same key count once. Each key is
 * held while the later ones are looked at and the message is sent, so that a message that fails forgets them all.
 * In the order of their keys, so that two executions with the same keys do not each hold what the other wants.
 * @param evenIfNone tell when nothing is fresh, too: the message has more to say
 */
export async function tellUntold<Item>(
  told: Told,
  items: readonly Tellable<Item>[],
  tell: (fresh: readonly Item[]) => Promise<Digest>,
  evenIfNone = false,
): Promise<ToldNow> {
  const byKey = new Map(items.map((one) => [one.key, one] as const));
  const entries = [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  const digests = new Set<Digest>();
  let count = 0;
  const from = async (index: number, fresh: readonly string[]): Promise<Digest> => {
    const entry = entries[index];
    if (entry === undefined) {
      if (fresh.length === 0 && !evenIfNone) return "";
      // In the order in which they came, which is the one to show.
      const shown = [...byKey.values()].filter(({ key }) => fresh.includes(key)).map(({ item }) => item);
      const digest = await tell(shown);
      count = shown.length;
      return digest;
    }
    const { key, hours } = entry;
    const once = await told.once(key, hours, () => from(index + 1, [...fresh, key]));
    if (once.told) return once.digest;
    digests.add(once.digest);
    return from(index + 1, fresh);
  };
  digests.add(await from(0, []));
  return { fresh: count, distinct: byKey.size, digests: [...digests].filter((digest) => digest !== "") };
}

/** Tells once for the first key, and claims the others with it: they count as told from now on. */
export function tellOnce(
  told: Told,
  hours: number,
  [key, ...claimed]: readonly [string, ...string[]],
  tell: () => Promise<Digest>,
) {
  const claiming = async (keys: readonly string[]): Promise<Digest> => {
    const [next, ...others] = keys;
    if (next === undefined) return tell();
    const once = await told.once(next, hours, () => claiming(others));
    return once.told ? once.digest : claiming(others);
  };
  return told.once(key, hours, () => claiming(claimed));
}
