import { isDeepStrictEqual } from "node:util";
import type { Held } from "./held";

/** What the bucket answers. */
export type InBucket = "no bucket" | "no state" | Held;

/**
 * make: apply by the copy on this machine, then move it into the bucket; keep: apply by the state in the bucket.
 * The others are for a person to decide.
 */
export type Way = "make" | "keep" | "not ours" | "two states";

/**
 * | copy here | bucket | its state in it   | way                                                      |
 * |-----------|--------|-------------------|----------------------------------------------------------|
 * | no        | no     |                   | make                                                     |
 * | yes       | no     |                   | make: the apply had ended before the bucket was there    |
 * | yes       | yes    | no                | make: it had ended before the state was moved            |
 * | no        | yes    | no                | not ours: whoever made it looks after it                 |
 * | no        | yes    | yes               | keep                                                     |
 * | yes       | yes    | the same          | keep: the copy was moved, and only left behind           |
 * | yes       | yes    | not quite the same | two states: only a person knows which one is right      |
 *
 * The same is what holds the same: terraform draws a new lineage when it moves a state into S3, and counts from 1 again.
 */
export function decide(copy: Held | undefined, inBucket: InBucket): Way {
  if (inBucket === "no bucket") return "make";
  if (inBucket === "no state") return copy === undefined ? "not ours" : "make";
  return copy === undefined || isDeepStrictEqual(copy.resources, inBucket.resources) ? "keep" : "two states";
}
