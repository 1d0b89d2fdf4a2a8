import { METRICS } from "../contract/metrics";
import type { Notification, NotifyOutcome } from "../contract/payloads";
import type { MessageContext } from "../messages/message-context";
import { renderOperator } from "../messages/render-operator";
import type { Clock } from "../ports/clock";
import type { Digests } from "../ports/digests";
import type { Notifier } from "../ports/notifier";
import type { Outages } from "../ports/outages";
import type { Pace } from "../ports/pace";
import type { Told } from "../ports/told";
import type { Invocation } from "../runtime/lambda-handler";
import { formerDigests } from "./former-digests";
import { endOf } from "./minute";
import { notifyFailure, notifyOutageEnd, notifyWaiting, secondsUntilEnd } from "./notify-outage";
import { tellBlocked } from "./tell-blocked";
import { tellDigests } from "./tell-digests";
import { tellFindings } from "./tell-findings";
import { tellPruned } from "./tell-pruned";
import { tellRefused } from "./tell-refused";
import { tellChange, type Telling, type ToldOutcome } from "./telling";

export interface NotifyDeps {
  readonly context: MessageContext;
  readonly clock: Clock;
  readonly pace: Pace;
  readonly digests: Digests;
  readonly outages: Outages;
  /** Messages a minute that are sent one by one; more come as one digest. */
  readonly perMinute: number;
  /** At least one channel. */
  readonly notifiersFor: (invocation: Pick<Invocation, "timeLeftMs">) => readonly Notifier[];
  readonly toldFor: (run: { readonly owner: string; readonly timeLeftMs: () => number }) => Told;
}

/**
 * Renders a notification and tells every channel. What is told how often: tell-*.ts and told-keys.ts; a failure, and an outage of the
 * firewall: notify-outage.ts.
 *
 * In a storm a message becomes a line of a digest. Then the answer has the minutes to wait for and the seconds; the
 * state machine waits and calls again with its whole state, this answer among it, and the digests are told: an execution
 * ends well only when its message was sent, or a digest that has its line.
 *
 * | ends between                                   | and then                                                     |
 * |------------------------------------------------|--------------------------------------------------------------|
 * | the line and its key, or the key and the answer | the state's Retry writes the line again, or finds the minute  |
 * | the answer and the wait                        | Step Functions keeps the state                               |
 * | the close of a digest and its message          | the Retry sends it, or the next execution that waits for it  |
 *
 * @throws CodedError of Notifier, Told, Pace and Digests; a message that failed is not remembered as told
 */
export const notify =
  (deps: NotifyDeps) =>
  async (notification: Notification, { telemetry, timeLeftMs }: Invocation): Promise<NotifyOutcome> => {
    const telling: Telling = {
      ...deps,
      notifiers: deps.notifiersFor({ timeLeftMs }),
      told: deps.toldFor({ owner: notification.Execution, timeLeftMs }),
      timeLeftMs,
      canWait: notification.CanWait,
      tally: { inDigests: 0 },
    };
    const seconds = await secondsUntilEnd(notification, telling);
    if (seconds > 0) return { Sent: 0, AlreadyTold: 0, RetryAfterSeconds: seconds, Digests: [] };
    const minutes = formerDigests(notification);
    const { sent, alreadyTold, waiting } =
      minutes.length > 0 ? await tellDigests(minutes, telling, notification) : await tellNow(notification, telling);
    const outcome: NotifyOutcome = {
      Sent: sent,
      AlreadyTold: alreadyTold,
      RetryAfterSeconds: secondsToWait(waiting, deps.clock),
      Digests: [...waiting],
    };
    telemetry.info("NOTIFIED", `${sent} ${sent === 1 ? "message" : "messages"} sent`, {
      kind: notification.Kind,
      ...outcome,
    });
    telemetry.count(METRICS.messagesSent, sent);
    if (telling.tally.inDigests > 0) telemetry.count(METRICS.messagesInDigests, telling.tally.inDigests);
    return outcome;
  };

async function tellNow(notification: Notification, telling: Telling) {
  const end = await notifyOutageEnd(notification, telling);
  const { messages, alreadyTold, digests } = await tellerOf(end.left, telling);
  return { sent: end.messages + messages - telling.tally.inDigests, alreadyTold, waiting: digests };
}

async function tellerOf(notification: Notification, telling: Telling): Promise<ToldOutcome> {
  switch (notification.Kind) {
    case "finding":
      return tellFindings(notification, telling);
    case "refused":
      return tellRefused(notification, telling);
    case "blocked":
      return tellBlocked(notification, telling);
    case "pruned":
      return tellPruned(notification, telling);
    case "operator":
      return tellChange(telling, notification, renderOperator(notification, telling.context));
    case "waiting":
      return notifyWaiting(notification, telling);
    case "failure":
      return notifyFailure(notification, telling);
  }
}

/** A digest whose minute has ended, and that had no turn: it is asked for again soon. */
const SOON_SECONDS = 5;
/** Those that wait for one digest come one after the other: the first tells it. */
const SPREAD_SECONDS = 10;

function secondsToWait(minutes: readonly string[], { now, random }: Clock): number {
  if (minutes.length === 0) return 0;
  const moment = now();
  const seconds = minutes.map((minute) => Math.ceil((endOf(minute, moment).getTime() - moment.getTime()) / 1_000));
  return Math.max(...seconds.map((left) => (left > 0 ? left : SOON_SECONDS))) + Math.floor(random() * SPREAD_SECONDS);
}
