const FIRST_MS = 200;
const LONGEST_MS = 8_000;

/**
 * Full jitter: any wait from 0 up to a limit that doubles with each round. After 6 rounds the limit stays at 8 s.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export const fullJitterMs = (round: number, random: number): number =>
  Math.floor(random * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(round, 20)));
