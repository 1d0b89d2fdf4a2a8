import { readOptions } from "../../../local/fuzz/options";
import { brokenLines } from "../../../local/fuzz/print";
import { SHARD_RUNS, shardsOf } from "../../../local/fuzz/shards";
import { recipe } from "./observed";

it("sends 100,000 inputs of seed 1, and 500 through the zips, unless it is told otherwise", () => {
  expect(readOptions([])).toEqual({ runs: 100_000, seed: 1, zips: 500, json: false, help: false });
  expect(readOptions(["--runs", "10", "--seed", "5", "--zips", "0"])).toMatchObject({ runs: 10, seed: 5, zips: 0 });
  expect(readOptions(["--seed", "5", "--path", "3:1"])).toMatchObject({ seed: 5, path: "3:1", zips: 0 });
});

it.each([
  [["--runs", "0"], '--runs must be a whole number from 1 to 10000000, not "0"'],
  [["--seed", "x"], '--seed must be a whole number from 0 to 10000000, not "x"'],
  [["--path", "a"], "--path must be numbers joined by colons"],
  [["--no"], "Unknown option '--no'; npm run fuzz -- --help lists the options"],
])("says in a line what is wrong with %j", (args, problem) => {
  expect(() => readOptions(args)).toThrow(problem);
});

it("splits many inputs into parts with a seed each, which do not depend on the number of processes", () => {
  expect(shardsOf(2 * SHARD_RUNS + 1, 7)).toEqual([
    { runs: SHARD_RUNS, seed: 7 },
    { runs: SHARD_RUNS, seed: 8 },
    { runs: 1, seed: 9 },
  ]);
});

it("prints a broken promise with the oracle, the input and the command, and nothing that moves a terminal", () => {
  const text = `{"Title":"${"A".repeat(5_000)}\u001b[2J\u202e"}`;
  const broken = { seed: 3, path: "1:2", problems: ["hosts: \u001b[31m"], recipe: recipe(), text };
  const printed = brokenLines(broken, "zips").join("\n");
  expect(printed).toContain("npm run fuzz -- --seed 3 --path 1:2 --zips 1");
  expect(printed).toContain("A{×5000}");
  expect(printed).toContain("hosts: \\u{1b}[31m");
  for (const sign of ["\u001b", "\u202e"]) expect(printed).not.toContain(sign);
});
