import { retryAfterSeconds } from "../../../functions/adapters/retry-after";

const clock = { now: () => new Date("2026-03-02T10:00:00Z") };

it.each([
  ["7", 7],
  [" 2.5 ", 2.5],
  ["0", 1],
  ["-5", 1],
  [null, 1],
  ["", 1],
  ["soon", 1],
  ["Mon, 02 Mar 2026 10:00:12 GMT", 12],
  ["Mon, 02 Mar 2026 09:00:00 GMT", 1],
])("Retry-After %j is a wait of %d s", (header, seconds) => expect(retryAfterSeconds(header, clock)).toBe(seconds));
