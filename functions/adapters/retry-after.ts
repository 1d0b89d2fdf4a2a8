import type { Clock } from "../ports/clock";

/** Where Slack asks to wait without saying how long; also the least wait, so that "0" does not make a busy loop. */
const LEAST_SECONDS = 1;

/**
 * Seconds to wait by a Retry-After header: a number of seconds (Slack's form) or a date.
 * RFC 9110, 10.2.3; https://docs.slack.dev/apis/web-api/rate-limits
 */
export function retryAfterSeconds(header: string | null, clock: Pick<Clock, "now">): number {
  const value = header?.trim() ?? "";
  const seconds = /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : (Date.parse(value) - clock.now().getTime()) / 1000;
  return Number.isNaN(seconds) ? LEAST_SECONDS : Math.max(LEAST_SECONDS, seconds);
}
