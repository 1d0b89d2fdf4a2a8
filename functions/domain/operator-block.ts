import { isRunning, nextBlock, type Known } from "./block";
import { isExpired, type FindingRef, type HostRow } from "./host-row";
import { lastSeen, later } from "./last-seen";

export interface BlockOrder {
  /** Canonical text of the address. */
  readonly host: string;
  /** ISO 8601, or PERMANENT. */
  readonly until: string;
  readonly reason: string;
  readonly by: string;
}

export interface BlockChange {
  readonly outcome:
    /** No block was running. */
    | "begun"
    /** Findings blocked the host: they are kept as further findings, and their suppression lifts nothing any more. */
    | "taken over"
    /** An operator had blocked it: the end is new, and the reason if one was given. */
    | "changed"
    /** It was so already. */
    | "same";
  readonly row: HostRow;
  readonly write?: HostRow;
  /** The row as it was before, of "taken over" and "changed". */
  readonly before?: HostRow;
}

/**
 * An operator blocks a host.
 *
 * | before                     | afterwards                                                                       |
 * |----------------------------|----------------------------------------------------------------------------------|
 * | no block, or an ended one  | a new block, counted on from the one that is remembered                           |
 * | a finding's block          | the operator's; it ends no sooner than the finding's would have                   |
 * | an operator's block        | ends as this operator says, sooner or later                                       |
 */
export function blockByOperator({ row, memory }: Known, order: BlockOrder, now: Date): BlockChange {
  const ours = { ExpiresAt: order.until, ...NO_FINDING, Reason: order.reason, BlockedBy: order.by, ...OPERATOR };
  if (row === undefined || !isRunning(row, now)) {
    const ended = row ?? memory;
    const moment = now.toISOString();
    const begun = { HostIp: order.host, CreatedAt: moment, LastSeenAt: moment, Blocks: nextBlock(ended), ...ours };
    return { outcome: "begun", row: begun, write: begun };
  }
  if (row.Source === "operator") {
    const Reason = order.reason || row.Reason;
    if (row.ExpiresAt === order.until && row.Reason === Reason) return { outcome: "same", row };
    const changed = { ...row, ExpiresAt: order.until, Reason, BlockedBy: order.by };
    return { outcome: "changed", row: changed, write: changed, before: row };
  }
  const later = row.ExpiresAt > order.until ? row.ExpiresAt : order.until;
  const OtherFindings = [findingOf(row), ...(row.OtherFindings ?? [])].filter((one) => one.FindingType !== "");
  const taken: HostRow = {
    ...row,
    ...ours,
    ExpiresAt: later,
    Role: undefined,
    ProductArn: undefined,
    ...(OtherFindings.length > 0 && { OtherFindings }),
  };
  return { outcome: "taken over", row: taken, write: taken, before: row };
}

export interface LiftChange {
  readonly outcome:
    | "lifted"
    /** The block had ended before. */
    | "ended"
    /** There is no row. */
    | "none";
  /** The row as it was before, of "lifted" and "ended". */
  readonly before?: HostRow;
  readonly write?: HostRow;
}

/**
 * An operator ends a block, whoever began it. What was seen up to now is judged by that: a sighting of before, whose
 * event comes late, must not block the host again.
 */
export function liftByOperator(
  { row }: Known,
  order: { readonly by: string; readonly reason: string },
  now: Date,
): LiftChange {
  if (row === undefined) return { outcome: "none" };
  const moment = now.toISOString();
  // The answer to our own write was lost, and it is read again.
  if (!isRunning(row, now)) return { outcome: row.LiftedAt === moment ? "lifted" : "ended", before: row };
  const write = {
    ...row,
    LastSeenAt: later(lastSeen(row, now), moment),
    ExpiresAt: moment,
    LiftedAt: moment,
    LiftedBy: order.by,
    LiftReason: order.reason || undefined,
  };
  return { outcome: "lifted", before: row, write };
}

const OPERATOR = { Source: "operator" } as const;
const NO_FINDING = { FindingId: "", FindingType: "", Severity: "", AccountId: "", Region: "" };

const findingOf = (row: HostRow): FindingRef => ({
  FindingId: row.FindingId,
  FindingType: row.FindingType,
  Severity: row.Severity,
  AccountId: row.AccountId,
  Region: row.Region,
  Reason: row.Reason,
  ...(row.Role !== undefined && { Role: row.Role }),
  ...(row.ProductArn !== undefined && { ProductArn: row.ProductArn }),
});

/** What a row is at a moment. */
export const stateOf = (row: HostRow, now: Date): "running" | "lifted" | "ended" =>
  row.LiftedAt !== undefined ? "lifted" : isExpired(row, now) ? "ended" : "running";
