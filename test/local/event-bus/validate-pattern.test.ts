import { validatePattern } from "../../../local/event-bus/validate-pattern";
import cases from "./cases.json";
import invalid from "./invalid-patterns.json";

describe("validatePattern", () => {
  it.each(cases.map(({ about, pattern }) => [about, pattern] as const))("accepts %s", (_about, pattern) => {
    expect(validatePattern(pattern)).toEqual([]);
  });

  it.each(invalid.map(({ about, pattern }) => [about, pattern] as const))("refuses %s", (_about, pattern) => {
    expect(validatePattern(pattern)).not.toEqual([]);
  });

  it.each([
    ["no object", "x", ["the pattern must be an object"]],
    ["a path", { a: { b: [] } }, ["a.b: an empty array matches nothing"]],
    ["a value", { a: "x" }, ['a: must be an array of values or an object of fields, got "x"']],
    ["an entry", { a: ["x", { exists: "no" }] }, ['a[1]: exists takes true or false, got "no"']],
    [
      "two operators",
      { a: [{ prefix: "x", suffix: "y" }] },
      ["a[0]: only one operator is allowed, got prefix and suffix"],
    ],
    ["an alternative", { $or: [{ a: [1] }, { b: {} }] }, ["$or[1].b: an empty object is not allowed"]],
    [
      "a reserved name",
      { $or: [{ a: [1] }, { regex: ["x"] }] },
      ["$or[1].regex: the name regex is reserved inside of $or"],
    ],
    ["a wildcard", { a: [{ wildcard: "x**" }] }, ['a[0]: wildcard * must not follow *, got "x**"']],
  ])("names %s in its message", (_about, pattern, problems) => {
    expect(validatePattern(pattern)).toEqual(problems);
  });

  it("reports every problem at once", () => {
    expect(validatePattern({ a: [], b: {}, c: [{}, { cidr: "x" }] })).toHaveLength(4);
  });
});
