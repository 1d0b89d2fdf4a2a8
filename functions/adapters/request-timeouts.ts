/** For every SDK client: a call that hangs must not use up the function's time. Milliseconds. */
export const REQUEST_TIMEOUTS = { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true };
