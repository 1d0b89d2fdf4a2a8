import { CodedError } from "../contract/coded-error";
import { METRICS } from "../contract/metrics";
import type { Notification, NotificationOf, NotifyOutcome } from "../contract/payloads";
import { blockedHosts } from "../messages/blocked-hosts";
import { eventFindings } from "../messages/event-findings";
import type { MessageContext } from "../messages/message-context";
import { renderNotification } from "../messages/render";
import type { Notifier } from "../ports/notifier";
import type { Told } from "../ports/told";
import type { Invocation } from "../runtime/lambda-handler";
import { tellUntold } from "./tell-untold";
import {
  FINDING_HOURS,
  findingKey,
  LASTING_STATE_HOURS,
  lastingStateKey,
  REFUSED_HOURS,
  refusedByKey,
  WOULD_BLOCK_HOURS,
  wouldBlockByKey,
} from "./told-keys";

export interface NotifyDeps {
  readonly context: MessageContext;
  readonly notifierFor: (invocation: Pick<Invocation, "timeLeftMs">) => Notifier;
  readonly toldFor: (run: { readonly owner: string; readonly timeLeftMs: () => number }) => Told;
}

/**
 * Renders a notification and sends it to Slack.
 *
 * | kind                   | told                                                     |
 * |------------------------|----------------------------------------------------------|
 * | blocked, pruned, failure | always                                                 |
 * | pruned, nothing but a lasting state of the group | once a day for that state      |
 * | blocked, nothing but "would block" | once a day for each host and finding         |
 * | refused                | once a day for each host and reason                      |
 * | finding                | once in 30 days for each finding and severity            |
 *
 * @throws CodedError of Notifier and Told; a message that failed is not remembered as told
 */
export const notify =
  (deps: NotifyDeps) =>
  async (notification: Notification, { telemetry, timeLeftMs }: Invocation): Promise<NotifyOutcome> => {
    const notifier = deps.notifierFor({ timeLeftMs });
    const told = deps.toldFor({ owner: notification.Execution, timeLeftMs });
    const telling: Telling = { notifier, told, context: deps.context };
    const outcome = await tellerOf(notification, telling);
    telemetry.info("NOTIFIED", `${outcome.Sent} ${outcome.Sent === 1 ? "message" : "messages"} sent`, {
      kind: notification.Kind,
      ...outcome,
    });
    telemetry.count(METRICS.messagesSent, outcome.Sent);
    return outcome;
  };

interface Telling {
  readonly notifier: Notifier;
  readonly told: Told;
  readonly context: MessageContext;
}

function tellerOf(notification: Notification, telling: Telling): Promise<NotifyOutcome> {
  switch (notification.Kind) {
    case "finding":
      return tellFindings(notification, telling);
    case "refused":
      return tellRefused(notification, telling);
    case "blocked":
      return tellBlocked(notification, telling);
    case "pruned":
      return tellPruned(notification, telling);
    case "failure":
      return sendAll(notification, telling);
  }
}

/**
 * A group that stays full, or that no policy uses, is found at each scheduled run. Something new is always told, and
 * the state with it.
 */
async function tellPruned(notification: NotificationOf<"pruned">, telling: Telling): Promise<NotifyOutcome> {
  const { Removed, Enforced } = notification;
  const isNew = Removed.RemovedCount > 0 || Enforced.Changed;
  const key = lastingStateKey(notification);
  let outcome: NotifyOutcome = { Sent: 0, AlreadyTold: 1 };
  const tell = async () => {
    outcome = await sendAll(notification, telling);
  };
  const toldAsState = key !== undefined && (await telling.told.once(key, LASTING_STATE_HOURS, tell));
  if (isNew && !toldAsState) await tell();
  return outcome;
}

async function sendAll(notification: Notification, { notifier, context }: Telling): Promise<NotifyOutcome> {
  const messages = renderNotification(notification, context);
  for (const message of messages) await notifier.send(message);
  return { Sent: messages.length, AlreadyTold: 0 };
}

/** A finding that Slack refuses does not keep the ones after it from being told; its error comes at the end. */
async function tellFindings(notification: NotificationOf<"finding">, telling: Telling): Promise<NotifyOutcome> {
  const { notifier, told, context } = telling;
  const findings = eventFindings(notification.Event);
  let refused: CodedError | undefined;
  let sent = 0;
  const messages = renderNotification(notification, context);
  for (const [index, message] of messages.entries()) {
    const finding = findings[index];
    const key = finding && findingKey(finding);
    try {
      if (key === undefined) await notifier.send(message);
      else if (!(await told.once(key, FINDING_HOURS, () => notifier.send(message)))) continue;
      sent += 1;
    } catch (error) {
      if (!(error instanceof CodedError) || error.code !== "SLACK_REFUSED") throw error;
      refused ??= error;
    }
  }
  if (refused !== undefined) throw refused;
  return { Sent: sent, AlreadyTold: messages.length - sent };
}

async function tellRefused(notification: NotificationOf<"refused">, telling: Telling): Promise<NotifyOutcome> {
  const refusals = refusedByKey(notification);
  if (refusals.size === 0) return sendAll(notification, telling);
  const fresh = await tellUntold(telling.told, REFUSED_HOURS, refusals, async (Refused) => {
    await sendAll({ ...notification, Recorded: { ...notification.Recorded, Refused: [...Refused] } }, telling);
  });
  return { Sent: fresh > 0 ? 1 : 0, AlreadyTold: refusals.size - fresh };
}

async function tellBlocked(notification: NotificationOf<"blocked">, telling: Telling): Promise<NotifyOutcome> {
  const { Recorded, Enforced } = notification;
  const { blocked, wouldBlock, notBlocked, lifted } = blockedHosts(notification, telling.context);
  if (wouldBlock.length === 0 || [...blocked, ...notBlocked, ...lifted].length > 0)
    return sendAll(notification, telling);
  const hosts = wouldBlockByKey(wouldBlock, notification.Event);
  const fresh = await tellUntold(telling.told, WOULD_BLOCK_HOURS, hosts, async (untold) => {
    const only = {
      Recorded: { ...Recorded, IPList: Recorded.IPList.filter((host) => untold.includes(host)) },
      Enforced: { ...Enforced, NotBlocked: Enforced.NotBlocked.filter(({ Host }) => untold.includes(Host)) },
    };
    await sendAll({ ...notification, ...only }, telling);
  });
  return { Sent: fresh > 0 ? 1 : 0, AlreadyTold: hosts.size - fresh };
}
