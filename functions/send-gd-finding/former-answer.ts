import { waitingMessage, type Notification, type WaitingMessage } from "../contract/payloads";
import { array, object } from "../domain/finding";

const MINUTE = /^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/;

/** What this state has answered before its wait. */
export interface FormerAnswer {
  /** Minutes whose digests it waited for. */
  readonly digests: readonly string[];
  /** The message that waited for its moment. */
  readonly waiting: WaitingMessage | undefined;
}

/**
 * The function's own former answer, from the state machine's state. A failure that is told after another message has a
 * place of its own for it, so that nothing of that message is taken for it.
 */
export function formerAnswer(notification: Notification): FormerAnswer {
  const { FailureNotified, Notified } = object(notification.Event);
  const former = object(object(notification.Kind === "failure" ? FailureNotified : Notified).Payload);
  return {
    digests: array(former.Digests).filter(
      (minute): minute is string => typeof minute === "string" && MINUTE.test(minute),
    ),
    waiting: waitingMessage.safeParse(former.Waiting).data,
  };
}
