/**
 * A pattern without `$or`: every way to choose one branch of each `$or`, as leaves by dotted path.
 * A path that is named twice (inside and outside of a `$or`) keeps the later leaf, as in event-ruler's
 * JsonRuleCompiler.
 */
import { OR } from "./event-pattern";
import type { EventPattern, Leaf } from "./event-pattern";

/** Leaves by dotted path: all of them must match. */
export type Alternative = ReadonlyMap<string, Leaf>;

/** The alternatives of a valid pattern: one of them must match. */
export const alternativesOf = (pattern: EventPattern): Alternative[] => expand(pattern, "", [new Map()]);

function expand(pattern: EventPattern, prefix: string, start: Alternative[]): Alternative[] {
  let alternatives = start;
  for (const [key, value] of Object.entries(pattern)) {
    const path = prefix === "" ? key : `${prefix}.${key}`;
    if (key === OR) {
      const before = alternatives;
      alternatives = (value as readonly EventPattern[]).flatMap((branch) => expand(branch, prefix, before));
    } else if (Array.isArray(value)) {
      alternatives = alternatives.map((leaves) => new Map(leaves).set(path, value as Leaf));
    } else {
      alternatives = expand(value as EventPattern, path, alternatives);
    }
  }
  return alternatives;
}
