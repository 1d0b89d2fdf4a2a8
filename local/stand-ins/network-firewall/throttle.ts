import type { Now } from "../call";

export interface ThrottleOptions {
  readonly ratePerSecond: number;
  /** Calls that may arrive at once after a quiet time. @default one second's worth, at least 1 */
  readonly burst?: number;
}

/**
 * A token bucket, as AWS's API throttling is. Asks whether one more call may pass now, and counts it if so.
 * AWS publishes no rates for Network Firewall: the number is whatever the test wants to survive.
 */
export function tokenBucket(
  { ratePerSecond, burst = Math.max(1, ratePerSecond) }: ThrottleOptions,
  now: Now,
): () => boolean {
  let tokens = burst;
  let filledAt = now();
  return () => {
    const at = now();
    tokens = Math.min(burst, tokens + ((at - filledAt) / 1000) * ratePerSecond);
    filledAt = at;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
