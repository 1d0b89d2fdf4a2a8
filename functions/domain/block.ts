import { isExpired, type FindingRef, type HostRow } from "./host-row";
import { answers, lastSeen, later, seenBy } from "./last-seen";
import { isSameFinding, isSuppressed, withFinding, withoutFinding, withSuppressed } from "./named-by";
import type { Sighting } from "./sighting";
import { hoursOfBlock, type Stay } from "./stay";

/** What the tables know of a host: its row, or else what is remembered of a block that has ended. */
export interface Known {
  readonly row?: HostRow | undefined;
  readonly memory?: HostRow | undefined;
}

/** What became of a host that was sighted. `row` is the row afterwards; `write` only when it has to be written. */
export interface SightingChange {
  readonly outcome:
    /** No block was running: a new one begins. */
    | "recorded"
    /** A newer sighting: the running block is extended. */
    | "extended"
    /** No newer sighting, but a finding that was not known to name the host: it is noted, no time changes. */
    | "joined"
    /** Known already: nothing changes. */
    | "repeated"
    /** The sighting is not newer than the last one of a block that has ended: only a newer one blocks again. */
    | "ended";
  readonly row: HostRow;
  readonly write?: HostRow;
}

/** The sighting of a host that may be blocked. */
export function sight({ row, memory }: Known, sighting: Sighting, now: Date, stay: Stay): SightingChange {
  const seen = seenBy(now, sighting);
  if (row !== undefined && isRunning(row, now)) return sightAgain(row, sighting, seen, now, stay);
  const ended = row ?? memory;
  if (ended !== undefined && isAnswered(ended, sighting.finding, seen, now)) return { outcome: "ended", row: ended };
  const blocks = nextBlock(ended);
  const begun: HostRow = {
    HostIp: sighting.host,
    CreatedAt: now.toISOString(),
    LastSeenAt: seen,
    ExpiresAt: after(now, hoursOfBlock(blocks, stay)),
    Blocks: blocks,
    ...sighting.finding,
    Source: "finding",
  };
  return { outcome: "recorded", row: begun, write: begun };
}

function sightAgain(row: HostRow, { finding }: Sighting, seen: string, now: Date, stay: Stay): SightingChange {
  // An event of before the click, of a finding that was suppressed since.
  if (isSuppressed(row, finding, seen, now)) return { outcome: "repeated", row };
  const joined = withFinding(row, finding);
  if (lastSeen(row, now) >= seen) {
    return joined === row ? { outcome: "repeated", row } : { outcome: "joined", row: joined, write: joined };
  }
  const until = after(now, hoursOfBlock(row.Blocks, stay));
  const extended = { ...joined, LastSeenAt: seen, ExpiresAt: until > row.ExpiresAt ? until : row.ExpiresAt };
  return { outcome: "extended", row: extended, write: extended };
}

/** What became of a host whose finding was suppressed. */
export interface SuppressionChange {
  readonly outcome:
    /** The block has ended, now or by an attempt of before whose end was not seen. */
    | "lifted"
    /** Another finding, or an operator, blocks the host: it stays blocked. */
    | "kept"
    /** There was no block. */
    | "nothing";
  /** The row that stays blocked, of "kept". */
  readonly row?: HostRow;
  readonly write?: HostRow;
}

/**
 * The suppression of a finding that names the host: the analyst's click is the unblock button.
 *
 * | row                                          | outcome                                                         |
 * |----------------------------------------------|-----------------------------------------------------------------|
 * | running, this finding alone names it         | lifted                                                          |
 * | running, this finding and others             | kept: the others go on, under the newest one's name             |
 * | running, not by this finding, or an operator's | kept                                                          |
 * | lifted by this finding, and still enforced   | lifted: an attempt of before ended before the rule group        |
 * | none, or ended before this sighting          | nothing; the sighting is noted, so that the finding's own event, should it come late, blocks nobody |
 *
 * A running row notes the suppressed finding with its sighting, for the same reason.
 *
 * A finding is known by its id and its product, since who imports for a product of blockFrom.products may choose the id of
 * any other's finding. Such a product takes back what it said, and no more: nothing is noted of a suppression for which it
 * had no block.
 */
export function suppress({ row, memory }: Known, { host, finding, seenAt }: Sighting, now: Date): SuppressionChange {
  const seen = seenBy(now, { seenAt });
  if (row !== undefined && isRunning(row, now)) return suppressRunning(row, finding, seen, now);
  const isOwn = row?.LiftedAt !== undefined && isSameFinding(row, finding);
  const outcome = isOwn && row.EnforcedAt !== undefined ? "lifted" : "nothing";
  const ended = row ?? memory;
  if (finding.ProductArn !== undefined) return { outcome };
  if (ended !== undefined && isAnswered(ended, finding, seen, now)) return { outcome };
  if (row !== undefined)
    return {
      outcome,
      write: answers(row, finding) ? { ...row, LastSeenAt: seen } : withSuppressed(row, finding, seen),
    };
  const moment = now.toISOString();
  const noted = { HostIp: host, CreatedAt: moment, LastSeenAt: seen, ExpiresAt: moment, LiftedAt: moment };
  return { outcome, write: { ...noted, Blocks: nextBlock(ended), ...finding, Source: "finding" } };
}

function suppressRunning(row: HostRow, finding: FindingRef, seen: string, now: Date): SuppressionChange {
  if (row.Source === "operator") return { outcome: "kept", row };
  const left = withoutFinding(row, finding);
  if (left === undefined) {
    const moment = now.toISOString();
    const LastSeenAt = later(lastSeen(row, now), seen);
    return { outcome: "lifted", write: { ...row, LastSeenAt, ExpiresAt: moment, LiftedAt: moment } };
  }
  if (left === row && (finding.ProductArn !== undefined || isSuppressed(row, finding, seen, now)))
    return { outcome: "kept", row };
  const kept = withSuppressed(left, finding, seen);
  return { outcome: "kept", row: kept, write: kept };
}

/** Whether what is known of a block that has ended says that this sighting is nothing new. */
const isAnswered = (ended: HostRow, finding: FindingRef, seen: string, now: Date): boolean =>
  (answers(ended, finding) && lastSeen(ended, now) >= seen) || isSuppressed(ended, finding, seen, now);

/** A block that was neither lifted nor has come to its end. */
export const isRunning = (row: HostRow, now: Date): boolean => !isExpired(row, now);

/** The number of the block that begins after what is known: one that was lifted was a mistake, and counts for nothing. */
export const nextBlock = (ended: Pick<HostRow, "Blocks" | "LiftedAt"> | undefined): number =>
  ended === undefined ? 1 : ended.LiftedAt === undefined ? ended.Blocks + 1 : Math.max(1, ended.Blocks);

const after = (now: Date, hours: number): string => new Date(now.getTime() + hours * 3_600_000).toISOString();
