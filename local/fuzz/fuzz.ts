import { checkInputs, type Checked } from "./check";
import { HELP, readOptions, type FuzzOptions } from "./options";
import { brokenLines, tallyLines } from "./print";
import { runShards, SHARD_RUNS, shardsOf } from "./shards";
import { add, emptyTally } from "./tally";
import { checkThroughZips } from "./through-zips";

const print = (lines: readonly string[]) => process.stdout.write(`${lines.join("\n")}\n`);
const number = (value: number): string => value.toLocaleString("en-US");

/** `npm run fuzz`: hostile input, through what runs in memory and then through the zips; no promise may break. */
async function fuzz(options: FuzzOptions): Promise<void> {
  const { runs, zips, seed, path, json } = options;
  const startedAt = performance.now();
  const show = (where: "memory" | "zips", { tally, broken }: Checked): boolean => {
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    if (json) print([JSON.stringify({ type: "checked", where, seed, tally, broken })]);
    else if (broken !== undefined) print(brokenLines(broken, where));
    else {
      const what = `${number(tally.inputs)} ${tally.inputs === 1 ? "input" : "inputs"} of seed ${seed}`;
      const how = where === "zips" ? "through the zips" : "in memory";
      print([`${what} ${how}: no promise broken (${seconds} s)`, "", ...tallyLines(tally), ""]);
    }
    if (broken !== undefined) process.exitCode = 1;
    return broken === undefined;
  };
  if (path !== undefined) {
    const again = { runs: 1, seed, path };
    if (zips > 0) show("zips", await checkThroughZips(again));
    else show("memory", await checkInputs(again));
    return;
  }
  const inMemory = await checkInMemory(options, (inputs) => {
    if (!json) print([`  ${number(inputs)} of ${number(runs)} inputs`]);
  });
  if (!show("memory", inMemory) || zips === 0) return;
  show("zips", await checkThroughZips({ runs: zips, seed }));
}

/** In processes of their own, one of which this is when it is asked for as many inputs as one process takes, as JSON. */
async function checkInMemory({ runs, seed, json }: FuzzOptions, onInputs: (inputs: number) => void): Promise<Checked> {
  if (json && runs <= SHARD_RUNS) {
    return checkInputs({ runs, seed, onInput: (place) => print([JSON.stringify({ type: "input", place })]) });
  }
  const tally = emptyTally();
  const broken = await runShards(shardsOf(runs, seed), (result) => {
    add(tally, result.tally);
    onInputs(tally.inputs);
  });
  return { tally, ...(broken !== undefined && { broken }) };
}

const options = readOptions(process.argv.slice(2));
if (options.help) process.stdout.write(HELP);
else {
  fuzz(options).catch((error: unknown) => {
    process.nextTick(() => {
      throw error;
    });
  });
}
