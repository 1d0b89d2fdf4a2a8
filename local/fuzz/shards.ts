import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Broken, Checked } from "./check";

/** Inputs of one process: a seed of its own, so that the number of processes changes nothing. */
export const SHARD_RUNS = 10_000;

/** A shard takes a minute or two. */
const LONGEST_SHARD_MS = 1_800_000;

export interface Shard {
  readonly runs: number;
  readonly seed: number;
}

/** Many inputs in parts, each with the seed after the one before. */
export const shardsOf = (runs: number, seed: number): readonly Shard[] =>
  Array.from({ length: Math.ceil(runs / SHARD_RUNS) }, (_, index) => ({
    runs: Math.min(SHARD_RUNS, runs - index * SHARD_RUNS),
    seed: seed + index,
  }));

/**
 * Runs the shards, one process each, as many at once as there are processors. The first that is broken ends it.
 * @param onShard told of each that has ended
 * @throws Error with the input at which a process was that did not end in time
 */
export async function runShards(
  shards: readonly Shard[],
  onShard: (result: Checked) => void,
  longestMs = LONGEST_SHARD_MS,
): Promise<Broken | undefined> {
  const waiting = [...shards];
  let broken: Broken | undefined;
  const worker = async () => {
    for (let shard = waiting.shift(); shard !== undefined && broken === undefined; shard = waiting.shift()) {
      const result = await inItsOwnProcess(shard, longestMs);
      onShard(result);
      broken ??= result.broken;
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), shards.length) }, worker));
  return broken;
}

function inItsOwnProcess({ runs, seed }: Shard, longestMs: number): Promise<Checked> {
  const script = [path.join("scripts", "run.mjs"), path.join("local", "fuzz", "fuzz.ts")];
  const options = ["--json", "--runs", String(runs), "--seed", String(seed), "--zips", "0"];
  const child = spawn(process.execPath, [...script, ...options], { stdio: ["ignore", "pipe", "pipe"] });
  let result: Checked | undefined;
  let [place, errors] = [0, ""];
  createInterface({ input: child.stdout }).on("line", (line) => {
    const event = JSON.parse(line) as
      (Checked & { readonly type: "checked" }) | { readonly type: "input"; place: number };
    if (event.type === "checked") result = event;
    else place = event.place;
  });
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString("utf8")));
  // A loop that never ends lets nothing else happen in its process.
  const timer = setTimeout(() => child.kill("SIGKILL"), longestMs);
  return new Promise((resolve, reject) => {
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      if (result !== undefined) resolve(result);
      else if (signal === "SIGKILL") reject(new Error(hanging(seed, place, longestMs)));
      else reject(new Error(`the process of seed ${seed} ended with ${signal ?? code}: ${errors.slice(0, 2_000)}`));
    });
  });
}

const hanging = (seed: number, place: number, longestMs: number): string =>
  `the inputs of seed ${seed} did not end within ${longestMs / 1_000} s. The last one was: npm run fuzz -- --seed ${seed} --path ${place}`;
