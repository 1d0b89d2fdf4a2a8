import type { AttributeChange } from "./attribute-changes";
import { counted } from "../command/counted";
import { say, words, type Phrase } from "./phrase";
import { KNOWN_LATER } from "./resource-summary";

/** A resource with more changes than these is told by its first ones and a count. */
const MOST_ATTRIBUTES = 12;
/** More steps in a path than these are blocks in blocks, as the rules of a rule group: longer than what they say. */
const DEEP = 3;
const FEW = 3;

/** A line for each change; what lies deep is counted when there is much of it. */
export function shown(attributes: readonly AttributeChange[]): readonly Phrase[] {
  const deep = deepAttributes(attributes);
  const single = attributes.filter(({ path }) => !deep.has(topOf(path)));
  const lines = single
    .slice(0, MOST_ATTRIBUTES)
    .map(({ path, before, after }) => say`${path}: ${arrow(before, after)}`);
  const left = single.length - lines.length;
  return [
    ...lines,
    ...[...deep].map(([name, count]) => say`${name}: ${words(`${counted(count, "value")} inside`)}`),
    ...(left === 0 ? [] : [words(`and ${counted(left, "more value")}`)]),
  ];
}

function deepAttributes(attributes: readonly AttributeChange[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { path } of attributes.filter((one) => one.path.split(".").length > DEEP)) {
    counts.set(topOf(path), (counts.get(topOf(path)) ?? 0) + 1);
  }
  return new Map([...counts].filter(([, count]) => count > FEW));
}

const topOf = (path: string): string => path.split(/[.[]/)[0] ?? path;

export function arrow(before: string | undefined, after: string | undefined): Phrase {
  // Values are JSON: a text of these words would have quotes.
  const fresh: Phrase = after === KNOWN_LATER ? [KNOWN_LATER] : [{ code: after ?? "none" }];
  if (before === undefined) return after === KNOWN_LATER ? fresh : say`set to ${fresh}`;
  return after === undefined ? say`${before} removed` : say`${before} → ${fresh}`;
}
