/**
 * Does one value of the event match one entry of a leaf?
 * Rules: EventBridge user guide, "Comparison operators for use in event patterns"; README of aws/event-ruler.
 * Text operators only match strings, `numeric` only numbers, `anything-but` also values of another type.
 */
import type { Affix, Excluded, Matcher } from "./event-pattern";
import type { Scalar } from "./flatten-event";
import { addressRange, cidrRange, isInRange } from "./ip-range";
import { anyCase, wildcard } from "./text-expressions";

/** Whether a value that is in the event matches; `{ exists: false }` never does, absence is the caller's to see. */
export function matchesValue(matcher: Matcher, value: Scalar): boolean {
  if (typeof matcher === "string") return equalsText(matcher, value);
  if (typeof matcher !== "object" || matcher === null) return matcher === value;
  if ("exists" in matcher) return matcher.exists;
  if ("anything-but" in matcher) return !isExcluded(matcher["anything-but"], value);
  if ("numeric" in matcher) return typeof value === "number" && compares(matcher.numeric, value);
  if (typeof value !== "string") return false;
  if ("prefix" in matcher) return startsWith(matcher.prefix, value);
  if ("suffix" in matcher) return endsWith(matcher.suffix, value);
  if ("wildcard" in matcher) return is(`^${wildcard(matcher.wildcard)}$`, value);
  if ("cidr" in matcher) return isInCidr(matcher.cidr, value);
  return is(`^${anyCase(matcher["equals-ignore-case"])}$`, value);
}

/** Two addresses are equal when they name the same host, every other text when it is the same. */
function equalsText(expected: string, value: Scalar): boolean {
  if (typeof value !== "string") return false;
  const range = addressRange(expected);
  return range === undefined ? expected === value : isInRange(value, range);
}

function isExcluded(excluded: Excluded, value: Scalar): boolean {
  if (typeof excluded !== "object") return excluded === value;
  if (isList(excluded)) return excluded.some((each) => each === value);
  if (typeof value !== "string") return false;
  if ("prefix" in excluded) return textsOf(excluded.prefix).some((text) => value.startsWith(text));
  if ("suffix" in excluded) return textsOf(excluded.suffix).some((text) => value.endsWith(text));
  if ("wildcard" in excluded) return textsOf(excluded.wildcard).some((text) => is(`^${wildcard(text)}$`, value));
  return textsOf(excluded["equals-ignore-case"]).some((text) => is(`^${anyCase(text)}$`, value));
}

/** `["=", 3]`, or one or two bounds: `[">", 0, "<=", 5]`. */
function compares(comparisons: readonly (string | number)[], value: number): boolean {
  for (let at = 0; at < comparisons.length; at += 2) {
    const bound = Number(comparisons[at + 1]);
    const holds = {
      "=": value === bound,
      "<": value < bound,
      "<=": value <= bound,
      ">": value > bound,
      ">=": value >= bound,
    };
    if (!holds[comparisons[at] as keyof typeof holds]) return false;
  }
  return true;
}

const startsWith = (prefix: Affix, value: string) =>
  typeof prefix === "string" ? value.startsWith(prefix) : is(`^${anyCase(prefix["equals-ignore-case"])}`, value);

const endsWith = (suffix: Affix, value: string) =>
  typeof suffix === "string" ? value.endsWith(suffix) : is(`${anyCase(suffix["equals-ignore-case"])}$`, value);

function isInCidr(cidr: string, value: string): boolean {
  const range = cidrRange(cidr);
  return range !== undefined && isInRange(value, range);
}

const is = (expression: string, value: string) => new RegExp(expression).test(value);

const isList = (excluded: Excluded): excluded is readonly string[] | readonly number[] => Array.isArray(excluded);

const textsOf = (texts: string | readonly string[]): readonly string[] => (typeof texts === "string" ? [texts] : texts);
