import type { Finding } from "./finding";
import type { Host } from "./host";
import { isExpired, type FindingRef, type HostRow } from "./host-row";
import { isSuppressed, withFinding, withoutFinding, withSuppressed } from "./named-by";
import { hoursOfBlock, type Stay } from "./stay";

/** One remote host in one finding. */
export interface Sighting {
  /** Canonical text of the address. */
  readonly host: string;
  /** The finding's own LastObservedAt; undefined when it has none: then it counts as seen now. */
  readonly seenAt: string | undefined;
  readonly finding: FindingRef;
}

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
  if (ended !== undefined && lastSeen(ended) >= seen) return { outcome: "ended", row: ended };
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
  if (isSuppressed(row, finding.FindingId, seen)) return { outcome: "repeated", row };
  const joined = withFinding(row, finding);
  if (lastSeen(row) >= seen) {
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
 */
export function suppress({ row, memory }: Known, sighting: Sighting, now: Date): SuppressionChange {
  const id = sighting.finding.FindingId;
  const seen = seenBy(now, sighting);
  if (row !== undefined && isRunning(row, now)) return suppressRunning(row, id, seen, now);
  const outcome =
    row?.LiftedAt !== undefined && row.FindingId === id && row.EnforcedAt !== undefined ? "lifted" : "nothing";
  const ended = row ?? memory;
  if (ended !== undefined && lastSeen(ended) >= seen) return { outcome };
  if (row !== undefined) return { outcome, write: { ...row, LastSeenAt: seen } };
  const moment = now.toISOString();
  const noted = { HostIp: sighting.host, CreatedAt: moment, LastSeenAt: seen, ExpiresAt: moment, LiftedAt: moment };
  const blocks = nextBlock(ended);
  return { outcome: "nothing", write: { ...noted, Blocks: blocks, ...sighting.finding, Source: "finding" } };
}

function suppressRunning(row: HostRow, id: string, seen: string, now: Date): SuppressionChange {
  if (row.Source === "operator") return { outcome: "kept", row };
  const left = withoutFinding(row, id);
  if (left === undefined) {
    const moment = now.toISOString();
    const LastSeenAt = seen > row.LastSeenAt ? seen : row.LastSeenAt;
    return { outcome: "lifted", write: { ...row, LastSeenAt, ExpiresAt: moment, LiftedAt: moment } };
  }
  if (left === row && isSuppressed(row, id, seen)) return { outcome: "kept", row };
  const kept = withSuppressed(left, id, seen);
  return { outcome: "kept", row: kept, write: kept };
}

/** A lifted block is over, even for a clock that is behind the one that lifted it. */
export const isRunning = (row: HostRow, now: Date): boolean => row.LiftedAt === undefined && !isExpired(row, now);

/** A clock ahead of ours (or a forged time) must not make every later sighting look old. */
function seenBy(now: Date, { seenAt }: Sighting): string {
  const moment = now.toISOString();
  return seenAt === undefined || seenAt > moment ? moment : seenAt;
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;

/** What a hand wrote that is no time is older than any: it must not keep a host from being recorded. */
const lastSeen = ({ LastSeenAt }: HostRow): string => (ISO.test(LastSeenAt) ? LastSeenAt : "");

/** The number of the block that begins after what is known: one that was lifted was a mistake, and counts for nothing. */
export const nextBlock = (ended: Pick<HostRow, "Blocks" | "LiftedAt"> | undefined): number =>
  ended === undefined ? 1 : ended.LiftedAt === undefined ? ended.Blocks + 1 : Math.max(1, ended.Blocks);

const after = (now: Date, hours: number): string => new Date(now.getTime() + hours * 3_600_000).toISOString();

/** What a finding says of one of its hosts. */
export const sightingOf = (host: Host, finding: Finding): Sighting => ({
  host: host.text,
  seenAt: finding.lastObservedAt,
  finding: {
    FindingId: finding.id,
    FindingType: finding.type,
    Severity: finding.severity,
    AccountId: finding.accountId,
    Region: finding.region,
    Reason: finding.title.slice(0, 256),
    ...(finding.resourceRole !== undefined && { Role: finding.resourceRole }),
  },
});
