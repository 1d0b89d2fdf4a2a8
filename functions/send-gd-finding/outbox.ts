import { CodedError } from "../contract/coded-error";
import type { WaitingMessage } from "../contract/payloads";
import type { Clock } from "../ports/clock";
import { MAX_DIGEST_LINES, type DigestLine, type Digests } from "../ports/digests";
import type { Notifier } from "../ports/notifier";
import type { Pace } from "../ports/pace";
import type { Digest, Told } from "../ports/told";
import { minuteAfter, minuteOf } from "./minute";
import { sendToAll, type Outgoing } from "./send-to-all";

export interface OutboxDeps {
  readonly notifiers: readonly Notifier[];
  readonly told: Told;
  readonly pace: Pace;
  readonly digests: Digests;
  readonly clock: Clock;
  /** Messages of one minute that are sent one by one. */
  readonly perMinute: number;
  readonly timeLeftMs: () => number;
  /** A state machine waits and calls again. Without that a message that is not sent now would be lost. */
  readonly canWait: boolean;
  /** The message that this state waited for, if it waited for one. */
  readonly waiting: WaitingMessage | undefined;
}

/** Thrown by `deliver`, through whatever remembers messages: this one is not sent, and the state machine must call again. */
export class NoMoment extends Error {
  constructor(
    readonly waiting: WaitingMessage,
    readonly askAgainAt: Date,
  ) {
    super("no moment is free for the message");
  }
}

/** What sending may take, tries and waits of the channels included: nobody sleeps into this time. */
const SENDING_MS = 15_000;

/**
 * A message that can wait outside sleeps in its function no longer than this: until the next moment, when it is free. As
 * messages are a second apart, at most one function sleeps at a time. A small account runs 10 functions at once.
 */
export const WAIT_INSIDE_MS = 1_000;

/** A message that had no moment for so long goes into a digest. */
const WAIT_OUTSIDE_MS = 60_000;

/**
 * Sends a message in its turn, or leaves a line of it in the digest of its minute.
 *
 * | the message is                                  | what becomes of it                                        |
 * |-------------------------------------------------|-----------------------------------------------------------|
 * | one of the first `perMinute` of its minute      | sent, when the next moment is free                        |
 * | the same, and the next moment is taken, or another function still sends | not sent: NoMoment, and sent when the state asks again |
 * | the same, a minute later                        | a line in the digest                                      |
 * | one of the next MAX_DIGEST_LINES                | a line in the digest                                      |
 * | a later one                                     | counted by the digest, which is seen to be open then      |
 * | one whose digest was told already               | the same, in the digest of the next minute                |
 * | of one that cannot wait for a digest            | sent, uncounted, at the next free moment; none in time: an error |
 *
 * Answers the minute of the digest, or "" when the message was sent. What crashes before the answer is known is done
 * again by the state's Retry: a line may then stand twice, and a moment may stay unused. A message counts once in its
 * minute, however often its state asks.
 *
 * @throws NoMoment; CodedError SLACK_UNAVAILABLE when who cannot wait gets no moment, and those of sendToAll
 */
export async function deliver(deps: OutboxDeps, outgoing: Outgoing, line: DigestLine): Promise<Digest> {
  const now = deps.clock.now();
  const minute = minuteOf(now);
  const since = waitingSince(deps, outgoing);
  // What is sent anyway is none of those that the digest tells of.
  const number = deps.canWait && since === undefined ? await deps.digests.count(minute) : 0;
  if (number > deps.perMinute) return leave(deps, minute, number, line);
  if (await inTurn(deps, () => sendToAll(deps.notifiers, deps.told, outgoing))) return "";
  if (!deps.canWait) throw new CodedError("SLACK_UNAVAILABLE", "no moment to send at is free; try again");
  const begun = since ?? now;
  if (now.getTime() - begun.getTime() < WAIT_OUTSIDE_MS) {
    const waiting = { Message: outgoing.id, Since: begun.toISOString() };
    throw new NoMoment(waiting, await deps.pace.askAgainAt(now));
  }
  // Counted once more: of the first ones, which the digest takes for sent, this is none.
  return leave(deps, minute, await deps.digests.count(minute), line);
}

/** undefined: this state did not wait for this message before. */
function waitingSince({ waiting, clock }: OutboxDeps, { id }: Outgoing): Date | undefined {
  const since = waiting?.Message === id ? new Date(waiting.Since) : undefined;
  // A time that is ahead is not our own: nobody waits longer for it.
  return since !== undefined && since <= clock.now() ? since : undefined;
}

/** Waits for a free moment, and sends then. False: none is free soon, or another function still sends. */
export async function inTurn(deps: OutboxDeps, send: () => Promise<void>): Promise<boolean> {
  const { pace, clock, timeLeftMs, canWait } = deps;
  const now = clock.now();
  const mostMs = Math.max(0, timeLeftMs() - SENDING_MS);
  const latest = new Date(now.getTime() + (canWait ? Math.min(WAIT_INSIDE_MS, mostMs) : mostMs));
  const slot = await pace.slot(now, latest);
  if (slot === undefined) return false;
  const wait = slot.getTime() - clock.now().getTime();
  if (wait > 0) await clock.sleep(wait);
  if (!canWait) {
    await send();
    return true;
  }
  // A channel that does not answer keeps one function waiting, and not one more each second.
  const end = await pace.begin(clock.now());
  if (end === undefined) return false;
  try {
    await send();
  } finally {
    await end();
  }
  return true;
}

async function leave(deps: OutboxDeps, minute: string, number: number, line: DigestLine): Promise<Digest> {
  const { digests, perMinute, clock } = deps;
  const mayHaveRoom = number <= perMinute + MAX_DIGEST_LINES;
  if (await (mayHaveRoom ? digests.add(minute, line) : digests.isOpen(minute))) return minute;
  for (let late = minute; ;) {
    late = minuteAfter(late, clock.now());
    await digests.count(late);
    if (await digests.add(late, line)) return late;
  }
}
