import type { Digest, Told } from "../ports/told";
import { tellUntold } from "./tell-untold";
import type { ToldOutcome } from "./telling";
import type { ToldKey } from "./told-keys";

/** Something to tell, with the key that it is known by. */
export interface Keyed<Item> {
  readonly item: Item;
  readonly known: ToldKey;
}

/**
 * Tells in one message what is new of these. Items without a key are always new; so is the message when it has more to
 * say than these (`anyway`). */
export async function tellKeyed<Item>(
  told: Told,
  items: readonly Keyed<Item>[],
  anyway: boolean,
  tell: (fresh: readonly Item[]) => Promise<Digest>,
): Promise<ToldOutcome> {
  const keyed = items.flatMap(({ item, known }) => (known === undefined ? [] : [{ item, ...known }]));
  const keyless = items.filter(({ known }) => known === undefined).map(({ item }) => item);
  const more = anyway || keyless.length > 0;
  let messages = 0;
  const { fresh, distinct, digests } = await tellUntold(
    told,
    keyed,
    async (fresh) => {
      const digest = await tell([...fresh, ...keyless]);
      messages = 1;
      return digest;
    },
    more,
  );
  return { messages, alreadyTold: distinct - fresh, digests };
}
