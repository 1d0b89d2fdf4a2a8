import { CodedError } from "../contract/coded-error";
import type { NotificationOf } from "../contract/payloads";
import { mustBeOfSecurityHub } from "../domain/security-hub-event";
import { eventFindings } from "../messages/event-findings";
import { renderNotification } from "../messages/render";
import { tell, type Telling, type ToldOutcome } from "./telling";
import { tellOnce } from "./tell-untold";
import { FINDING_HOURS, findingKeys } from "./told-keys";

/** A finding that a channel refuses does not keep the ones after it from being told; its error comes at the end. */
export async function tellFindings(notification: NotificationOf<"finding">, telling: Telling): Promise<ToldOutcome> {
  mustBeOfSecurityHub(notification.Event, notification.Execution);
  const findings = eventFindings(notification.Event);
  const messages = renderNotification(notification, telling.context);
  const digests = new Set<string>();
  let refused: CodedError | undefined;
  let told = 0;
  for (const [index, message] of messages.entries()) {
    const finding = findings[index];
    const keys = finding && findingKeys(finding);
    const now = () => tell(telling, notification, message, index);
    try {
      const once =
        keys === undefined
          ? { told: true, digest: await now() }
          : await tellOnce(telling.told, FINDING_HOURS, keys, now);
      if (once.told) told += 1;
      digests.add(once.digest);
    } catch (error) {
      if (!(error instanceof CodedError) || !REFUSED.includes(error.code)) throw error;
      refused ??= error;
    }
  }
  if (refused !== undefined) throw refused;
  return {
    messages: told,
    alreadyTold: messages.length - told,
    digests: [...digests].filter((digest) => digest !== ""),
  };
}

/** For good, and perhaps for this one message only. */
const REFUSED: readonly string[] = ["SLACK_REFUSED", "TOPIC_REFUSED"];
