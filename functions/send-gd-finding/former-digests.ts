import type { Notification } from "../contract/payloads";
import { array, object } from "../domain/finding";

const MINUTE = /^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/;

/**
 * The digests that this state has waited for: its own former answer is in the state machine's state. A failure that is
 * told after another message has a place of its own for it, so that nothing of that message is taken for it.
 */
export function formerDigests(notification: Notification): readonly string[] {
  const { FailureNotified, Notified } = object(notification.Event);
  const former = object(notification.Kind === "failure" ? FailureNotified : Notified);
  return array(object(former.Payload).Digests).filter(
    (minute): minute is string => typeof minute === "string" && MINUTE.test(minute),
  );
}
