/**
 * For every SDK client: a call that hangs must not use up the function's time. Milliseconds. `requestTimeout` ends with the
 * first byte of the answer; from then on only silence (`socketTimeout`) ends it, so that a long answer is not cut.
 */
export const REQUEST_TIMEOUTS = {
  connectionTimeout: 2_000,
  requestTimeout: 5_000,
  socketTimeout: 5_000,
  throwOnRequestTimeout: true,
};

/** For Network Firewall: the description of a full rule group is over 1 MB of JSON, which takes longer to be made. */
export const FIREWALL_TIMEOUTS = { ...REQUEST_TIMEOUTS, requestTimeout: 25_000, socketTimeout: 25_000 };
