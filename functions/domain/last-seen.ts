import type { FindingRef, HostRow } from "./host-row";
import type { Sighting } from "./sighting";

/** A clock ahead of ours (or a forged time) must not make every later sighting look old. */
export function seenBy(now: Date, { seenAt }: Pick<Sighting, "seenAt">): string {
  const moment = now.toISOString();
  return seenAt === undefined || seenAt > moment ? moment : seenAt;
}

/** How far a clock that writes into rows may be ahead: an operator's laptop writes its own time, which may be off. */
export const CLOCKS_APART_MS = 3_600_000;

/**
 * Whether a stored time can be one at which something was seen. One of the far future, which only a hand or a stolen role
 * writes, would make every sighting look old, and so keep a host from being blocked for good.
 */
export const canBeSeen = (time: string, now: Date): boolean =>
  time <= new Date(now.getTime() + CLOCKS_APART_MS).toISOString();

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;

/** What a hand wrote that is no time, or none yet, is older than any: it must not keep a host from being recorded. */
export const lastSeen = ({ LastSeenAt }: Pick<HostRow, "LastSeenAt">, now: Date): string =>
  ISO.test(LastSeenAt) && canBeSeen(LastSeenAt, now) ? LastSeenAt : "";

/** The newer of two times. */
export const later = (a: string, b: string): string => (a > b ? a : b);

/**
 * Whether a block that has ended answers a sighting of this finding: only a newer one blocks again then.
 *
 * | the block                                            | answers sightings of                     |
 * |------------------------------------------------------|------------------------------------------|
 * | a finding of GuardDuty made it, or names it, or an operator made or lifted it | whomever        |
 * | findings of another product alone                    | that product: whoever imports for it chooses when it is seen and lifted, and must not make a host immune to GuardDuty |
 */
export const answers = (ended: HostRow, { ProductArn }: Pick<FindingRef, "ProductArn">): boolean =>
  ended.LiftedBy !== undefined ||
  [ended, ...(ended.OtherFindings ?? [])].some((one) => one.ProductArn === undefined || one.ProductArn === ProductArn);
