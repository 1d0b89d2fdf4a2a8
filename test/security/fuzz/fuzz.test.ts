import { runShards } from "../../../local/fuzz/shards";
import { brokenLines } from "../../../local/fuzz/print";
import type { Checked } from "../../../local/fuzz/check";
import { SEVERAL_OUTCOMES } from "./expected";

const SEED = 7;
const RUNS = 2_000;

/** In a process of its own: what never ends there ends here. `npm run fuzz` sends 100,000, and some through the zips. */
it("keeps every promise under some thousand hostile inputs, and they come to every kind of end", async () => {
  const results: Checked[] = [];
  const broken = await runShards([{ runs: RUNS, seed: SEED }], (result) => void results.push(result), 240_000);

  expect(broken === undefined ? [] : brokenLines(broken, "memory")).toEqual([]);
  const [tally] = results.map((result) => result.tally);
  expect(tally?.inputs).toBe(RUNS);
  expect(Object.keys(tally?.outcomes ?? {})).toEqual(expect.arrayContaining(SEVERAL_OUTCOMES.invocations));
  expect(Object.keys(tally?.reasons ?? {})).toEqual(expect.arrayContaining(SEVERAL_OUTCOMES.reasons));
  expect(tally?.largestInput).toBeGreaterThan(200_000);
  expect(tally?.longestLine).toBeGreaterThan(0);
}, 300_000);

it("says at which input it was when it does not end in time", async () => {
  const endless = runShards([{ runs: 10_000, seed: SEED }], () => {}, 4_000);
  await expect(endless).rejects.toThrow(/seed 7 did not end within 4 s.*npm run fuzz -- --seed 7 --path \d+$/);
}, 240_000);
