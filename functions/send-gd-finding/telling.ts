import type { Notification } from "../contract/payloads";
import type { Message } from "../messages/message";
import type { MessageContext } from "../messages/message-context";
import type { Outages } from "../ports/outages";
import type { Digest } from "../ports/told";
import { deliver, type NoMoment, type OutboxDeps } from "./outbox";

/** What the tellers of this folder work with: one notification, one invocation. */
export interface Telling extends OutboxDeps {
  readonly context: MessageContext;
  readonly outages: Outages;
  /** Counts what was left to digests. */
  readonly tally: { inDigests: number };
}

/** What was told, and the digests that it waits in. */
export interface ToldOutcome {
  readonly messages: number;
  readonly alreadyTold: number;
  readonly digests: readonly string[];
  /** Why the rest was not told yet: it waits for its moment. */
  readonly noMoment?: NoMoment | undefined;
}

/** As long as an execution may be redriven, which is then no other message. */
export const EXECUTION_HOURS = 14 * 24;

/**
 * Sends it, or leaves its line. A message is known by its execution, and by what it is among those of one kind there: its
 * place, or the error that it tells of (an execution that is redriven may fail again, by another one).
 */
export async function tell(
  telling: Telling,
  notification: Notification,
  message: Message,
  which: number | string = 0,
): Promise<Digest> {
  const id = `${notification.Execution}|${notification.Kind}|${which}`;
  const line = { kind: notification.Kind, text: message.line };
  const digest = await deliver(telling, { message, id, hours: EXECUTION_HOURS }, line);
  if (digest !== "") telling.tally.inDigests += 1;
  return digest;
}

/** Once: who asks for it and gets no answer asks again with the same id. */
export async function tellChange(telling: Telling, change: Notification, message: Message): Promise<ToldOutcome> {
  const key = `change|${change.Execution}`;
  const once = await telling.told.once(key, EXECUTION_HOURS, () => tell(telling, change, message));
  return once.told ? toldNow(once.digest) : { messages: 0, alreadyTold: 1, digests: [] };
}

/** The outcome of one message that was told now. */
export const toldNow = (digest: Digest): ToldOutcome => ({
  messages: 1,
  alreadyTold: 0,
  digests: digest === "" ? [] : [digest],
});
