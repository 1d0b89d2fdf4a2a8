import { earlier } from "../../../local/scenarios/pass-time";

describe("times, made so many hours earlier", () => {
  it.each<[string, unknown, unknown]>([
    ["a time", "2030-01-31T07:15:00.000Z", "2030-01-31T05:15:00.000Z"],
    ["a time without milliseconds", "2030-01-31T01:00:00Z", "2030-01-30T23:00:00.000Z"],
    ["a block for good", "9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"],
    ["a day", "2030-01-31", "2030-01-31"],
    ["a text with a time in it", "until 2030-01-31T07:15:00Z", "until 2030-01-31T07:15:00Z"],
    ["epoch seconds", 1_900_000_000, 1_899_992_800],
    ["epoch milliseconds", 1_900_000_000_000, 1_899_992_800_000],
    ["a count", 720, 720],
    [
      "what is inside",
      { a: [{ b: "2030-01-31T07:15:00Z" }], n: null },
      { a: [{ b: "2030-01-31T05:15:00.000Z" }], n: null },
    ],
  ])("%s", (_, value, expected) => {
    expect(earlier(value, 2)).toEqual(expected);
  });
});
