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
import { formerAnswer } from "./former-answer";
import { endOf } from "./minute";
import { notifyFailure, notifyOutageEnd, notifyWaiting, secondsUntilEnd } from "./notify-outage";
import { NoMoment } from "./outbox";
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
 * A message for which no moment is free waits outside: the answer names it and the seconds, the state machine waits and
 * calls again with its whole state, this answer among it, and the message is tried again. In a storm a message becomes a
 * line of a digest. Then the answer has the minutes to wait for, and the digests are told at the next call. An execution
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
    const former = formerAnswer(notification);
    const telling: Telling = {
      ...deps,
      notifiers: deps.notifiersFor({ timeLeftMs }),
      told: deps.toldFor({ owner: notification.Execution, timeLeftMs }),
      timeLeftMs,
      canWait: notification.CanWait,
      waiting: former.waiting,
      tally: { inDigests: 0 },
    };
    const seconds = await secondsUntilEnd(notification, telling);
    if (seconds > 0) return { Sent: 0, AlreadyTold: 0, RetryAfterSeconds: seconds, Digests: [] };
    const { sent, alreadyTold, waiting, noMoment }: Now =
      former.digests.length > 0 && former.waiting === undefined
        ? await tellDigests(former.digests, telling, notification)
        : await tellNow(notification, telling, former.digests);
    const outcome: NotifyOutcome = {
      Sent: sent,
      AlreadyTold: alreadyTold,
      RetryAfterSeconds:
        noMoment === undefined ? secondsToWait(waiting, deps.clock) : secondsUntil(noMoment.askAgainAt, deps.clock),
      Digests: [...waiting],
      ...(noMoment !== undefined && { Waiting: noMoment.waiting }),
    };
    telemetry.info("NOTIFIED", `${sent} ${sent === 1 ? "message" : "messages"} sent`, {
      kind: notification.Kind,
      ...outcome,
    });
    telemetry.count(METRICS.messagesSent, sent);
    if (telling.tally.inDigests > 0) telemetry.count(METRICS.messagesInDigests, telling.tally.inDigests);
    return outcome;
  };

interface Now {
  readonly sent: number;
  readonly alreadyTold: number;
  readonly waiting: readonly string[];
  readonly noMoment?: NoMoment | undefined;
}

/** Digests that this state waits for already stay in its answer. */
async function tellNow(notification: Notification, telling: Telling, before: readonly string[]): Promise<Now> {
  try {
    const end = await notifyOutageEnd(notification, telling);
    const { messages, alreadyTold, digests, noMoment } = await tellerOf(end.left, telling);
    const waiting = [...new Set([...before, ...digests])];
    return { sent: end.messages + messages - telling.tally.inDigests, alreadyTold, waiting, noMoment };
  } catch (error) {
    if (error instanceof NoMoment) return { sent: 0, alreadyTold: 0, waiting: before, noMoment: error };
    throw error;
  }
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

const secondsUntil = (moment: Date, { now }: Clock): number =>
  Math.max(1, Math.ceil((moment.getTime() - now().getTime()) / 1_000));

function secondsToWait(minutes: readonly string[], { now, random }: Clock): number {
  if (minutes.length === 0) return 0;
  const moment = now();
  const seconds = minutes.map((minute) => Math.ceil((endOf(minute, moment).getTime() - moment.getTime()) / 1_000));
  return Math.max(...seconds.map((left) => (left > 0 ? left : SOON_SECONDS))) + Math.floor(random() * SPREAD_SECONDS);
}
