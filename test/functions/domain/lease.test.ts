import { GATHER_SECONDS, LEASE_SECONDS, secondsToWait, type Lease } from "../../../functions/domain/lease";

const NOW = new Date("2026-03-02T10:00:00.000Z");
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000).toISOString();
const running = (seconds: number): Lease => ({ Owner: "a", TakenAt: ago(seconds) });
const ended = (seconds: number, crowded = false): Lease => ({
  ...running(seconds + 1),
  EndedAt: ago(seconds),
  ...(crowded && { Crowded: true as const }),
});

it.each<[string, Lease | undefined, number]>([
  ["none", undefined, 0],
  ["running since just now", running(0), 2],
  ["running for nearly as long as it may", running(LEASE_SECONDS - 0.001), 2],
  ["running for longer: its owner crashed", running(LEASE_SECONDS), 0],
  ["running since a moment ago, by a clock that is a little ahead", running(-1), 2],
  ["running since a time that is not yet: another clock", running(-LEASE_SECONDS), 0],
  ["running since a time that is none", { Owner: "a", TakenAt: "soon" }, 0],
  ["ended, and nobody was turned away", ended(0), 0],
  ["ended crowded just now", ended(0, true), GATHER_SECONDS],
  ["ended crowded a while ago: the rest", ended(6.5, true), 4],
  ["ended crowded long enough ago", ended(GATHER_SECONDS, true), 0],
  ["ended crowded at a time that is not yet", ended(-300, true), 0],
])("%s: wait as long as the table says", (_, lease, seconds) => {
  expect(secondsToWait(lease, NOW)).toBe(seconds);
});
