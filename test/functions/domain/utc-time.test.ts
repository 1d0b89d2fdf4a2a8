import { utcTime } from "../../../functions/domain/utc-time";

it.each([
  ["2026-11-25T08:28:59.999Z", "2026-11-25 08:28 UTC"],
  ["2026-11-25T01:00:00+02:00", "2026-11-24 23:00 UTC"],
  ["soon", "unknown"],
  ["", "unknown"],
  [undefined, "unknown"],
])("says %s as %s", (time, words) => {
  expect(utcTime(time)).toBe(words);
});
