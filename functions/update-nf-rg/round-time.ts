import type { Invocation } from "../runtime/lambda-handler";

/** Time that one more round needs, so that an invocation ends with an error of ours and not with Lambda's. */
export const ROUND_MS = 5_000;

/**
 * A reconcile that may wait outside the function begins no round later than this. One round with two requests that hang
 * fits behind it, so that people hear of an outage within two minutes.
 */
export const PATIENCE_MS = 30_000;

/** The same invocation, in a hurry: no round and no repeated update begins after the patience. A running one goes on. */
export function withPatience(invocation: Invocation): Invocation {
  const { timeLeftMs } = invocation;
  const atBeginMs = timeLeftMs();
  const patienceLeftMs = () => PATIENCE_MS - (atBeginMs - timeLeftMs());
  return { ...invocation, timeLeftMs: () => Math.min(timeLeftMs(), patienceLeftMs() + ROUND_MS) };
}
