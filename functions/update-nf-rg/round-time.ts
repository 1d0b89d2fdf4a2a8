/** Time that one more round needs, so that an invocation ends with an error of ours and not with Lambda's. */
export const ROUND_MS = 5_000;
