import { CodedError } from "../contract/coded-error";
import { RETRYABLE_ERRORS } from "../contract/errors";
import type { Message } from "../messages/message";
import type { Notifier } from "../ports/notifier";
import type { Told } from "../ports/told";

export interface Outgoing {
  readonly message: Message;
  /** The same for each retry of this message, and for no other message. */
  readonly id: string;
  /** How long the id is remembered by the channels that took it. */
  readonly hours: number;
}

/**
 * Sends a message to every channel, at once, whatever becomes of it on the others. What failed is thrown when all have
 * ended: first an error that a retry may mend, since a retry sends to those channels only that have not taken it.
 * One channel alone needs no memory: the message's own key is it.
 */
export async function sendToAll(
  notifiers: readonly Notifier[],
  told: Told,
  { message, id, hours }: Outgoing,
): Promise<void> {
  const [only] = notifiers;
  if (only !== undefined && notifiers.length === 1) return only.send(message);
  const outcomes = await Promise.allSettled(
    notifiers.map(({ name, send }) => told.once(`sent|${name}|${id}`, hours, async () => (await send(message), ""))),
  );
  const errors = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason as unknown] : []));
  if (errors.length > 0) throw errors.find(isRetryable) ?? errors[0];
}

const isRetryable = (error: unknown): boolean =>
  error instanceof CodedError && RETRYABLE_ERRORS.some((code) => code === error.code);
