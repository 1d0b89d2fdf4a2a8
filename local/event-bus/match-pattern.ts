/**
 * Would EventBridge send this event to the rule with this pattern? Checked against AWS's own event-ruler.
 *
 * A pattern matches when, for one alternative of its `$or`s, each path has a field with a matching value, and no two of these
 * fields come from different elements of the same array (event-ruler calls this array consistency).
 * Paths are tried in sorted order, because `exists: false` only sees the elements that earlier paths have chosen.
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
  const fields = Map.groupBy(flattenEvent(event), ({ path }) => path);
  return alternativesOf(pattern).some((alternative) => matchesAll(alternative, fields));
}
