import { CodedError } from "../contract/coded-error";
import type { NotificationOf } from "../contract/payloads";
import { mustBeOfSecurityHub } from "../domain/security-hub-event";
import { eventFindings } from "../messages/event-findings";
import { renderNotification } from "../messages/render";
import { NoMoment } from "./outbox";
import { EXECUTION_HOURS, tell, type Telling, type ToldOutcome } from "./telling";
import { tellOnce } from "./tell-untold";
import { FINDING_HOURS, findingKeys } from "./told-keys";

/**
 * A finding that a channel refuses does not keep the ones after it from being told; its error comes at the end. One that
 * has no moment does: the state machine calls again, and those before it are known then, also one without an id.
 */
export async function tellFindings(notification: NotificationOf<"finding">, telling: Telling): Promise<ToldOutcome> {
  mustBeOfSecurityHub(notification.Event, notification.Execution);
  const findings = eventFindings(notification.Event);
  const messages = renderNotification(notification, telling.context);
  const digests = new Set<string>();
  let refused: CodedError | undefined;
  let noMoment: NoMoment | undefined;
  let told = 0;
  let known = 0;
  for (const [index, message] of messages.entries()) {
    const finding = findings[index];
    const keys = finding && findingKeys(finding);
    const now = () => tell(telling, notification, message, index);
    try {
      const once =
        keys === undefined
          ? await telling.told.once(`message|${notification.Execution}|${index}`, EXECUTION_HOURS, now)
          : await tellOnce(telling.told, FINDING_HOURS, keys, now);
      if (once.told) told += 1;
      else known += 1;
      digests.add(once.digest);
    } catch (error) {
      if (error instanceof NoMoment) {
        noMoment = error;
        break;
      }
      if (!(error instanceof CodedError) || !REFUSED.includes(error.code)) throw error;
      refused ??= error;
    }
  }
  if (refused !== undefined && noMoment === undefined) throw refused;
  return {
    messages: told,
    alreadyTold: known,
    digests: [...digests].filter((digest) => digest !== ""),
    noMoment,
  };
}

/** For good, and perhaps for this one message only. */
const REFUSED: readonly string[] = ["SLACK_REFUSED", "TOPIC_REFUSED"];
