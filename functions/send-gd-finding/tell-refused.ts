import type { NotificationOf, Refusal } from "../contract/payloads";
import { eventFindings } from "../messages/event-findings";
import { staysBlocked } from "../messages/refusal-lines";
import { renderRefused } from "../messages/render-refused";
import { tell, type Telling, type ToldOutcome } from "./telling";
import { tellKeyed, type Keyed } from "./tell-keyed";
import { keptKey, refusalKey } from "./told-keys";

/**
 * What was refused, and what stays blocked: each once, and all that is new in one message. Beside something new it is said
 * again that a host stays blocked: without that the message would read as if it were not.
 */
export function tellRefused(notification: NotificationOf<"refused">, telling: Telling): Promise<ToldOutcome> {
  const { Recorded } = notification;
  const findings = eventFindings(notification.Event);
  const items: readonly Keyed<Refusal>[] = [
    ...Recorded.Refused.map((item) => ({ item, known: refusalKey(item, findings) })),
    ...Recorded.Kept.map((item) => ({ item, known: keptKey(item, findings) })),
  ];
  return tellKeyed(telling.told, items, items.length === 0, (fresh) => {
    const only = {
      ...Recorded,
      Refused: Recorded.Refused.filter((one) => fresh.includes(one) || staysBlocked(one)),
      Kept: Recorded.Kept.filter((one) => fresh.includes(one)),
    };
    return tell(telling, notification, renderRefused({ ...notification, Recorded: only }, telling.context));
  });
}
