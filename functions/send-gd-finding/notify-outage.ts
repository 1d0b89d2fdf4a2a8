import { OUTAGE_ERRORS, RULE_GROUP_ERRORS } from "../contract/errors";
import type { Notification, NotificationOf, ReconcileOutcome } from "../contract/payloads";
import { object } from "../domain/finding";
import { failureSentence } from "../messages/failure-cause";
import { stateMachineName } from "../messages/message-context";
import type { Message } from "../messages/message";
import { renderFailure } from "../messages/render-failure";
import { renderOutageEnd, renderWaiting } from "../messages/render-outage";
import { sendToAll } from "./send-to-all";
import { tellKeyed } from "./tell-keyed";
import { tell, toldNow, type Telling, type ToldOutcome } from "./telling";
import { FINDING_HOURS, hostKey } from "./told-keys";

/** As long as an execution may be redriven. */
const OUTAGE_HOURS = 14 * 24;
const KNOWN: ToldOutcome = { messages: 0, alreadyTold: 1, digests: [] };

/** Notifies the beginning of an outage, once: each waiting execution asks for it, each time that it has waited. */
export async function notifyWaiting(notification: NotificationOf<"waiting">, telling: Telling): Promise<ToldOutcome> {
  const began = await telling.outages.fail(notification.Outage.FailedAt);
  if (began === undefined) return KNOWN;
  const id = `outage|${began}|began`;
  const message = renderWaiting(notification, telling.context);
  const once = await telling.told.once(id, OUTAGE_HOURS, () => sendAtOnce(telling, message, id));
  return once.told ? toldNow("") : KNOWN;
}

/**
 * A failure is always notified; only one of the rule group is notified once for its outage, its state machine and its
 * error: the execution is FAILED all the same, and its alarm rings.
 */
export async function notifyFailure(notification: NotificationOf<"failure">, telling: Telling): Promise<ToldOutcome> {
  const { Error, Cause } = notification.Failure;
  const send = () => tell(telling, notification, renderFailure(notification, telling.context), Error);
  const isPermanent = RULE_GROUP_ERRORS.includes(Error);
  if (!isPermanent && !OUTAGE_ERRORS.includes(Error)) return toldNow(await send());
  const began = await telling.outages.fail(telling.waiting?.Since ?? telling.clock.now().toISOString());
  if (began === undefined) return toldNow(await send());
  // The sentence of a transient error has figures of its execution in it.
  const what = isPermanent ? `${Error} ${failureSentence(Cause)}` : "";
  const once = await telling.told.once(`outage|${began}|${stateMachineName(notification)}|${what}`, OUTAGE_HOURS, send);
  if (once.told) return toldNow(once.digest);
  return { ...KNOWN, digests: once.digest === "" ? [] : [once.digest] };
}

/** Longer than it takes from a reconcile's mark on a row to the message of its execution. */
const AFTER_END_SECONDS = 15;

/**
 * Seconds to wait before a block is notified that another execution's reconcile made: while the outage is not ended, that
 * execution is about to end it, with a message that names the host. 0: no outage, or waited once already.
 */
export async function secondsUntilEnd(notification: Notification, telling: Telling): Promise<number> {
  if (notification.Kind !== "blocked" || !telling.canWait || notification.Enforced.AnsweredAt !== "") return 0;
  if (notification.Enforced.Blocked.length === 0 || "Notified" in object(notification.Event)) return 0;
  return (await telling.outages.lasts(telling.clock.now())) ? AFTER_END_SECONDS : 0;
}

/** What was sent about the end of an outage, and what is left to notify. */
export interface OutageEnd<N extends Notification> {
  readonly messages: number;
  readonly left: N;
}

/**
 * The first reconcile that succeeds after an outage notifies its end: one message that names the hosts which have come
 * into force, each with what its own message would say first (until when, and why). That message claims their keys, so
 * that the executions that waited for them do not notify them one by one; whoever does not fit into it is notified by
 * its own execution.
 */
export async function notifyOutageEnd<N extends Notification>(
  notification: N,
  telling: Telling,
): Promise<OutageEnd<N>> {
  const enforced = "Enforced" in notification ? notification.Enforced : undefined;
  const unchanged = { messages: 0, left: notification };
  if (enforced === undefined || enforced.AnsweredAt === "") return unchanged;
  const began = await telling.outages.end(enforced.AnsweredAt, notification.Execution);
  if (began === undefined) return unchanged;
  const id = `outage|${began}|ended`;
  const items = [
    { item: "", known: { key: id, hours: OUTAGE_HOURS } },
    ...enforced.NewBlocks.map(({ Host, CreatedAt }) => ({
      item: Host,
      known: { key: hostKey(Host, CreatedAt), hours: FINDING_HOURS },
    })),
  ];
  const { messages } = await tellKeyed(telling.told, items, false, (fresh) => {
    const blocks = enforced.NewBlocks.filter(({ Host }) => fresh.includes(Host));
    const message = renderOutageEnd({ began, blocks, enforced, run: notification }, telling.context);
    return sendAtOnce(telling, message, id);
  });
  return { messages, left: { ...notification, Enforced: withoutNewBlocks(enforced) } };
}

/** The message about the end has named them. */
function withoutNewBlocks(enforced: ReconcileOutcome): ReconcileOutcome {
  const named = new Set(enforced.NewBlocks.map(({ Host }) => Host));
  const left = (hosts: readonly string[]) => hosts.filter((host) => !named.has(host));
  const [Added, Late] = [left(enforced.Added), left(enforced.Late)];
  const AddedCount = enforced.AddedCount - (enforced.Added.length - Added.length);
  const LateCount = enforced.LateCount - (enforced.Late.length - Late.length);
  const Changed = enforced.Changed && (AddedCount > 0 || enforced.RemovedCount > 0 || enforced.Rewritten);
  return { ...enforced, Added, AddedCount, Late, LateCount, Changed };
}

/** In no digest and at no moment of the pace: there are two of them an outage, and the first has two minutes. */
async function sendAtOnce({ notifiers, told }: Telling, message: Message, id: string): Promise<""> {
  await sendToAll(notifiers, told, { message, id, hours: OUTAGE_HOURS });
  return "";
}
