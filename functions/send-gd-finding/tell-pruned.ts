import type { NotificationOf } from "../contract/payloads";
import { renderPruned } from "../messages/render-pruned";
import { tell, toldNow, type Telling, type ToldOutcome } from "./telling";
import { DAILY_HOURS, lastingStateKey } from "./told-keys";

/**
 * A group that stays full, or that no policy uses, is found at each scheduled run: once a day for that state. Something
 * new is always told, and the state with it.
 */
export async function tellPruned(notification: NotificationOf<"pruned">, telling: Telling): Promise<ToldOutcome> {
  const { Removed, Enforced } = notification;
  const isNew =
    [Removed.RemovedCount, Removed.UnenforcedCount, Enforced.WithdrawnCount].some((n) => n > 0) || Enforced.Changed;
  const key = lastingStateKey(notification);
  const message = renderPruned(notification, telling.context);
  const now = () => tell(telling, notification, message);
  const asState = key === undefined ? undefined : await telling.told.once(key, DAILY_HOURS, now);
  if (asState?.told) return toldNow(asState.digest);
  // Of an earlier attempt of this execution: it has told all of it, the state with it.
  if (asState !== undefined && asState.digest !== "") return { messages: 0, alreadyTold: 1, digests: [asState.digest] };
  return isNew ? toldNow(await now()) : { messages: 0, alreadyTold: 1, digests: [] };
}
