import type { Invocation } from "../runtime/lambda-handler";

/** Milliseconds that a round needs at least. One that took longer is expected to take as long again. */
export const ROUND_MS = 5_000;

/** Milliseconds kept for the end of an invocation: the error, and the lease that is given back. */
const END_MS = 3_000;

/**
 * A reconcile that may wait outside the function begins no round later than this. One round with two requests that hang
 * fits behind it, so that people hear of an outage within two minutes.
 */
export const PATIENCE_MS = 30_000;

/** An invocation of which timeLeftMs says how long rounds may still begin. */
export interface Patience extends Pick<Invocation, "timeLeftMs"> {
  /** Milliseconds until Lambda ends it, when that is later. */
  readonly callTimeLeftMs?: () => number;
}

/** Milliseconds that a call of the firewall may take: all that is left of the invocation, but for the end. */
export const forCalls =
  ({ timeLeftMs, callTimeLeftMs = timeLeftMs }: Patience) =>
  (): number =>
    Math.max(1, callTimeLeftMs() - END_MS);

/** The same invocation, in a hurry: no round and no repeated update begins after the patience. A running call goes on. */
export function withPatience(invocation: Invocation): Invocation & Patience {
  const { timeLeftMs } = invocation;
  const atBeginMs = timeLeftMs();
  const patienceLeftMs = () => PATIENCE_MS - (atBeginMs - timeLeftMs());
  return {
    ...invocation,
    callTimeLeftMs: timeLeftMs,
    timeLeftMs: () => Math.min(timeLeftMs(), patienceLeftMs() + ROUND_MS),
  };
}
