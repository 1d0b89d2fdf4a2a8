import { CodedError } from "../contract/coded-error";
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
  /** A state machine waits for digests. Without that a line would be a message that nobody tells. */
  readonly canWait: boolean;
}

/** What sending may take, tries and waits of the channels included: nobody sleeps into this time. */
const SENDING_MS = 15_000;

/**
 * Sends a message in its turn, or leaves a line of it in the digest of its minute.
 *
 * | the message is                                  | what becomes of it                                        |
 * |-------------------------------------------------|-----------------------------------------------------------|
 * | one of the first `perMinute` of its minute      | sent, at the next free moment                             |
 * | the same, and no moment is free in time         | a line in the digest                                      |
 * | one of the next MAX_DIGEST_LINES                | a line in the digest                                      |
 * | a later one                                     | counted by the digest, which is seen to be open then      |
 * | one whose digest was told already               | the same, in the digest of the next minute                |
 * | of one that cannot wait for a digest            | sent, uncounted, at the next free moment; none in time: an error |
 *
 * Answers the minute of the digest, or "" when the message was sent. What crashes before the answer is known is done
 * again by the state's Retry: a line may then stand twice, and a moment may stay unused.
 *
 * @throws CodedError SLACK_UNAVAILABLE when who cannot wait gets no moment, and those of sendToAll
 */
export async function deliver(deps: OutboxDeps, outgoing: Outgoing, line: DigestLine): Promise<Digest> {
  const minute = minuteOf(deps.clock.now());
  // What is sent anyway is none of those that the digest tells of.
  const number = deps.canWait ? await deps.digests.count(minute) : 0;
  if (number > deps.perMinute) return leave(deps, minute, number, line);
  const sent = await inTurn(deps, () => sendToAll(deps.notifiers, deps.told, outgoing));
  if (!sent && !deps.canWait) throw new CodedError("SLACK_UNAVAILABLE", "no moment to send at is free; try again");
  // Counted once more: of the first ones, which the digest takes for sent, this is none.
  return sent ? "" : leave(deps, minute, await deps.digests.count(minute), line);
}

/** Waits for a free moment, and sends then. False: none is free within the time of this invocation. */
export async function inTurn(deps: OutboxDeps, send: () => Promise<void>): Promise<boolean> {
  const { pace, clock, timeLeftMs } = deps;
  const now = clock.now();
  const latest = new Date(now.getTime() + Math.max(0, timeLeftMs() - SENDING_MS));
  const slot = await pace.slot(now, latest);
  if (slot === undefined) return false;
  const wait = slot.getTime() - clock.now().getTime();
  if (wait > 0) await clock.sleep(wait);
  await send();
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
