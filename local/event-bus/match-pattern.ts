/**
 * Would EventBridge send this event to the rule with this pattern? Checked against AWS's own event-ruler.
 *
 * A pattern matches when, for one alternative of its `$or`s, each path has a field with a matching value, and no two
 * of these fields come from different elements of the same array (event-ruler calls this array consistency).
 * Paths are tried in sorted order, because `exists: false` only sees the elements that earlier paths have chosen.
 *
 * Known differences from event-ruler 2.1.0, all accidents there: a JSON number never is an address here; a quote inside
 * of a text operator is a plain character here; letters beyond U+FFFF are letters here; one leaf that mixes
 * `wildcard` with `equals-ignore-case`, or `numeric` with `suffix`, gets the answer of its entries one by one here; two
 * alternatives of a `$or` whose leaves for one path share an entry, and have others as well, keep the others here;
 * an event may name a path twice, by nesting and by a key with a dot, and both are looked at here.
 */
import { alternativesOf } from "./alternatives";
import type { Alternative } from "./alternatives";
import type { EventPattern, Leaf } from "./event-pattern";
import { flattenEvent } from "./flatten-event";
import type { Field, Membership } from "./flatten-event";
import { matchesValue } from "./match-value";
import { validatePattern } from "./validate-pattern";

/** Whether the event matches. @throws Error that lists the problems of a pattern which EventBridge would refuse */
export function matches(pattern: EventPattern, event: unknown): boolean {
  const problems = validatePattern(pattern);
  if (problems.length > 0) throw new Error(`the event pattern is not valid: ${problems.join("; ")}`);
  const fields = flattenEvent(event);
  return alternativesOf(pattern).some((alternative) => matchesAll(alternative, fields));
}

function matchesAll(alternative: Alternative, fields: readonly Field[]): boolean {
  const paths = [...alternative.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  const candidates = paths.map(([path, leaf]) => ({ leaf, fields: fields.filter((field) => field.path === path) }));

  /** Whether the paths from this one on can match, given the array elements that the earlier ones have chosen. */
  const matchesFrom = (at: number, chosen: Membership): boolean => {
    const candidate = candidates[at];
    if (candidate === undefined) return true;
    const reachable = candidate.fields.filter(({ membership }) => isConsistent(chosen, membership));
    if (reachable.length === 0) return acceptsAbsence(candidate.leaf) && matchesFrom(at + 1, chosen);
    return reachable
      .filter(({ value }) => candidate.leaf.some((matcher) => matchesValue(matcher, value)))
      .some(({ membership }) => matchesFrom(at + 1, new Map([...chosen, ...membership])));
  };
  return matchesFrom(0, new Map());
}

const acceptsAbsence = (leaf: Leaf) =>
  leaf.some((matcher) => typeof matcher === "object" && matcher !== null && "exists" in matcher && !matcher.exists);

/** Fields of different arrays, or of the same element, may match together. */
const isConsistent = (chosen: Membership, membership: Membership) =>
  [...membership].every(([array, element]) => (chosen.get(array) ?? element) === element);
