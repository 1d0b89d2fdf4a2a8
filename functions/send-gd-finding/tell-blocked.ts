import type { NotificationOf } from "../contract/payloads";
import { blockedHosts } from "../messages/blocked-hosts";
import { eventFindings } from "../messages/event-findings";
import { renderBlocked } from "../messages/render-blocked";
import { tell, type Telling, type ToldOutcome } from "./telling";
import { tellKeyed, type Keyed } from "./tell-keyed";
import { blockKey, DAILY_HOURS, keptKey, LEFT_OUT_KEY, refusalKey, wouldBlockKey } from "./told-keys";

type Blocked = NotificationOf<"blocked">;

/**
 * | of the notification                                             | told                                       |
 * |-----------------------------------------------------------------|--------------------------------------------|
 * | a block                                                         | once, whichever finding or rule it came by |
 * | a host that would be blocked                                    | once a day for the host and the finding    |
 * | a refusal, of a host or of a finding                            | as without a block beside it               |
 * | a host that stays blocked                                       | once for the finding that was suppressed   |
 * | that the group is full                                          | once a day, and with all that is new       |
 * | a block lifted, withdrawn or begun late, one lifted before, rules repaired | always                                     |
 *
 * All that is new comes in one message; what is not new is left out of it. Nothing at all to tell is told, too: it was
 * expected that there is something.
 */
export function tellBlocked(notification: Blocked, telling: Telling): Promise<ToldOutcome> {
  const { Recorded, Enforced, Event } = notification;
  const findings = eventFindings(Event);
  const hosts = blockedHosts(notification, telling.context);
  const items: readonly Keyed<unknown>[] = [
    ...hosts.blocked.map((host) => ({ item: `blocked ${host}`, known: blockKey(host, Recorded) })),
    ...hosts.wouldBlock.map((host) => ({ item: `would block ${host}`, known: wouldBlockKey(host, findings) })),
    ...[...hosts.notBlocked, ...Recorded.Refused].map((item) => ({ item, known: refusalKey(item, findings) })),
    ...Recorded.Kept.map((item) => ({ item, known: keptKey(item, findings) })),
  ];
  const lasting: readonly Keyed<unknown>[] =
    Enforced.LeftOutCount > 0 ? [{ item: "left out", known: { key: LEFT_OUT_KEY, hours: DAILY_HOURS } }] : [];
  const anyway = items.length === 0 || isAlwaysWorthTelling(notification);
  return tellKeyed(telling.told, [...items, ...lasting], anyway, (fresh) => {
    const message = renderBlocked(onlyFresh(notification, telling, new Set(fresh)), telling.context);
    return tell(telling, notification, message);
  });
}

const isAlwaysWorthTelling = ({ Recorded, Enforced }: Blocked): boolean =>
  Recorded.Lifted.length > 0 ||
  Enforced.Rewritten ||
  [
    Enforced.WithdrawnCount,
    Enforced.RestoredCount,
    Enforced.StrangeCount,
    Enforced.LateCount,
    Enforced.LiftedBeforeCount,
  ].some((n) => n > 0);

function onlyFresh(notification: Blocked, { context }: Telling, fresh: ReadonlySet<unknown>): Blocked {
  const { Recorded, Enforced } = notification;
  const { blocked, wouldBlock, notBlocked } = blockedHosts(notification, context);
  const told = new Set([
    ...blocked.filter((host) => !fresh.has(`blocked ${host}`)),
    ...wouldBlock.filter((host) => !fresh.has(`would block ${host}`)),
    ...notBlocked.filter((one) => !fresh.has(one)).map(({ Host }) => Host),
  ]);
  // Lists in the order of IPList; one that is shorter stays so.
  const untold = (list: readonly string[]) => list.filter((_, index) => !told.has(Recorded.IPList[index] ?? ""));
  return {
    ...notification,
    Recorded: {
      ...Recorded,
      IPList: untold(Recorded.IPList),
      CreatedAt: untold(Recorded.CreatedAt),
      ExpiresAt: untold(Recorded.ExpiresAt),
      Refused: Recorded.Refused.filter((one) => fresh.has(one)),
      Kept: Recorded.Kept.filter((one) => fresh.has(one)),
    },
    Enforced: {
      ...Enforced,
      Blocked: Enforced.Blocked.filter((host) => !told.has(host)),
      NotBlocked: Enforced.NotBlocked.filter(({ Host }) => !told.has(Host)),
    },
  };
}
