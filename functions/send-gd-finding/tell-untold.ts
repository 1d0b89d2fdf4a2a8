import type { Told } from "../ports/told";

/**
 * Tells in one message all of the items whose key was not told yet; items with the same key count once. Each key is
 * held while the later ones are looked at and the message is sent, so that a message that fails forgets them all.
 * In the order of their keys, so that two executions with the same keys do not each hold what the other wants.
 * Answers how many were told.
 */
export async function tellUntold<Item>(
  told: Told,
  hours: number,
  items: ReadonlyMap<string, Item>,
  tell: (fresh: readonly Item[]) => Promise<void>,
): Promise<number> {
  const entries = [...items].sort(([a], [b]) => (a < b ? -1 : 1));
  let count = 0;
  const from = async (index: number, fresh: readonly string[]): Promise<void> => {
    const entry = entries[index];
    if (entry === undefined) {
      // In the order in which they came, which is the one to show.
      const shown = [...items].filter(([key]) => fresh.includes(key)).map(([, item]) => item);
      if (shown.length > 0) await tell(shown);
      count = shown.length;
      return;
    }
    const [key] = entry;
    const ran = await told.once(key, hours, () => from(index + 1, [...fresh, key]));
    if (!ran) await from(index + 1, fresh);
  };
  await from(0, []);
  return count;
}
