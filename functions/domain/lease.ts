/**
 * The lease that lets one reconcile run at a time, as its row says. It is there for cost, not for safety: two
 * reconciles at once are told apart by the update token (docs/adr/0006).
 */
export interface Lease {
  readonly Owner: string;
  /** When the owner took it. Times are ISO 8601 UTC with milliseconds. */
  readonly TakenAt: string;
  /** When the owner gave it back; absent while it reconciles. */
  readonly EndedAt?: string;
  /** Others were turned away meanwhile: more is to come, and the next reconcile had better gather it. */
  readonly Crowded?: true;
}

/** Longer than update-nf-rg may run: an owner that is silent for so long has crashed. */
export const LEASE_SECONDS = 120;

/** After a crowded reconcile the next one begins no earlier: what arrives until then goes in one update. */
export const GATHER_SECONDS = 10;

/** A reconcile takes a describe, a scan, an update and the marks. */
const RUNNING_WAIT_SECONDS = 2;

/**
 * Seconds until it is worth to ask again; 0: take the lease now. A time a little ahead of ours was written while we
 * read; one far ahead comes from another clock, and says nothing: nobody waits for it.
 *
 * | the lease                                       | wait                  |
 * |-------------------------------------------------|-----------------------|
 * | none                                            | 0                     |
 * | running since less than LEASE_SECONDS           | RUNNING_WAIT_SECONDS  |
 * | running for longer (its owner crashed)          | 0                     |
 * | ended, and nobody was turned away               | 0                     |
 * | ended crowded, less than GATHER_SECONDS ago     | the rest of them      |
 * | ended crowded, longer ago                       | 0                     |
 */
export function secondsToWait(lease: Lease | undefined, now: Date): number {
  if (lease === undefined) return 0;
  if (lease.EndedAt === undefined)
    return secondsSince(lease.TakenAt, now, LEASE_SECONDS) < LEASE_SECONDS ? RUNNING_WAIT_SECONDS : 0;
  return lease.Crowded === true
    ? Math.max(0, Math.ceil(GATHER_SECONDS - secondsSince(lease.EndedAt, now, GATHER_SECONDS)))
    : 0;
}

/** Infinity for a time that is none, or that is further ahead than clocks of one service are. */
function secondsSince(time: string, now: Date, mostAhead: number): number {
  const seconds = (now.getTime() - Date.parse(time)) / 1000;
  return seconds > -mostAhead ? Math.max(0, seconds) : Infinity;
}
