/** Milliseconds that a round needs at least. One that took longer is expected to take as long again. */
export const ROUND_MS = 5_000;

/** Milliseconds kept for the end of an invocation: the error, and the lease that is given back. */
const END_MS = 3_000;

/** Milliseconds that a call of the firewall may take: all that is left, but for the end. */
export const forCalls = (timeLeftMs: () => number) => (): number => Math.max(1, timeLeftMs() - END_MS);
