import type { Host } from "./host";
import type { Finding } from "./finding";

/** A row of the blocklist. Attribute names are the table's; times are ISO 8601 UTC with milliseconds. */
export interface HostRow {
  /** Canonical text of the address: the hash key. */
  readonly HostIp: string;
  /** When this block began. A host recorded anew after its block ended has a new CreatedAt. */
  readonly CreatedAt: string;
  /** The finding's own LastObservedAt, never later than the moment of recording. */
  readonly LastSeenAt: string;
  readonly ExpiresAt: string;
  /** Set while the rule group holds the host. */
  readonly EnforcedAt?: string;
  /** When the finding that made this block was suppressed. The block has ended then; the row stays for a while. */
  readonly LiftedAt?: string;
  readonly FindingId: string;
  readonly FindingType: string;
  readonly Severity: string;
  readonly AccountId: string;
  readonly Region: string;
  /** The finding's title, cut to 256 characters. */
  readonly Reason: string;
  readonly Source: "finding" | "operator";
}

const HOUR_MS = 3_600_000;

/**
 * Hours that the row of a lifted block stays: as long as an event of before the click may still arrive (a dead-letter
 * queue keeps them for 14 days), since without the row it would block the host again.
 */
const LIFTED_HOURS = 14 * 24;

/** Rows that were lifted before this moment may go. */
export const liftedLongAgo = (now: Date): Date => new Date(now.getTime() - LIFTED_HOURS * HOUR_MS);

/** The row that a sighting of this host in this finding makes at this moment. */
export function rowOf(host: Host, finding: Finding, now: Date, retentionHours: number): HostRow {
  const seen = finding.lastObservedAt === undefined ? now : new Date(finding.lastObservedAt);
  return {
    HostIp: host.text,
    CreatedAt: now.toISOString(),
    // A clock ahead of ours (or a forged time) must not make every later sighting look old.
    LastSeenAt: (seen < now ? seen : now).toISOString(),
    ExpiresAt: new Date(now.getTime() + retentionHours * HOUR_MS).toISOString(),
    FindingId: finding.id,
    FindingType: finding.type,
    Severity: finding.severity,
    AccountId: finding.accountId,
    Region: finding.region,
    Reason: finding.title.slice(0, 256),
    Source: "finding",
  };
}

/** A block ends at its ExpiresAt. */
export const isExpired = (row: Pick<HostRow, "ExpiresAt">, now: Date): boolean => endedBy(now)(row);

/** The same for many rows. */
export function endedBy(now: Date): (row: Pick<HostRow, "ExpiresAt">) => boolean {
  const moment = now.toISOString();
  return ({ ExpiresAt }) => ExpiresAt <= moment;
}

/**
 * Reads a row as the table has it. An attribute that a hand took away reads as "": such a row counts as expired,
 * and one bad row never stops the others.
 */
export function readHostRow(item: Readonly<Record<string, unknown>>): HostRow {
  const text = (name: keyof HostRow): string => (typeof item[name] === "string" ? item[name] : "");
  return {
    HostIp: text("HostIp"),
    CreatedAt: text("CreatedAt"),
    LastSeenAt: text("LastSeenAt"),
    ExpiresAt: text("ExpiresAt"),
    ...(text("EnforcedAt") !== "" && { EnforcedAt: text("EnforcedAt") }),
    ...(text("LiftedAt") !== "" && { LiftedAt: text("LiftedAt") }),
    FindingId: text("FindingId"),
    FindingType: text("FindingType"),
    Severity: text("Severity"),
    AccountId: text("AccountId"),
    Region: text("Region"),
    Reason: text("Reason"),
    Source: item.Source === "operator" ? "operator" : "finding",
  };
}
