/**
 * What EventBridge would refuse about a pattern, in words.
 * Rules: event-ruler's JsonRuleCompiler (its README, "Compiling and Checking Rules"). Stricter in four places: an
 * empty list in `anything-but` (event-ruler accepts it, then fails), "10.0.0.0/8/", `exactly` (AWS does not document
 * it), and a `$or` that is no list of objects (to event-ruler a field of that name, which no event has).
 */
import { OR } from "./event-pattern";
import { matcherProblem, OPERATORS } from "./validate-matcher";

/** Names that event-ruler keeps for itself inside of `$or`: operators, comparisons, and operators to come. */
const RESERVED_IN_OR = new Set<string>([
  ...OPERATORS,
  ...["exactly", "=", "<", "<=", ">", ">=", "regex", "not-wildcard", "not-equals-ignore-case", "date-after"],
  ...[
    "date-on-or-after",
    "date-before",
    "date-on-or-before",
    "in-date-range",
    "ip-address-in-range",
    "ip-address-not-in-range",
  ],
]);

/** Every problem with its path, like `detail.state: an empty array matches nothing`; none for a valid pattern. */
export function validatePattern(pattern: unknown): string[] {
  return isObject(pattern) ? fieldProblems(pattern, "", false) : ["the pattern must be an object"];
}

function fieldProblems(pattern: object, prefix: string, insideOr: boolean): string[] {
  const entries = Object.entries(pattern) as [string, unknown][];
  if (entries.length === 0) return [`${prefix === "" ? "the pattern" : prefix}: an empty object is not allowed`];
  return entries.flatMap(([key, value]) => {
    const path = prefix === "" ? key : `${prefix}.${key}`;
    if (key === OR) return orProblems(value, path);
    if (insideOr && RESERVED_IN_OR.has(key)) return [`${path}: the name ${key} is reserved inside of ${OR}`];
    if (Array.isArray(value)) return leafProblems(value, path);
    if (isObject(value)) return fieldProblems(value, path, insideOr);
    return [`${path}: must be an array of values or an object of fields, got ${JSON.stringify(value)}`];
  });
}

function orProblems(value: unknown, path: string): string[] {
  if (!Array.isArray(value) || value.length < 2) return [`${path}: must be an array of at least two objects`];
  return value.flatMap((branch: unknown, index) => {
    const at = `${path}[${index}]`;
    return isObject(branch) ? fieldProblems(branch, at, true) : [`${at}: must be an object of fields`];
  });
}

function leafProblems(leaf: readonly unknown[], path: string): string[] {
  if (leaf.length === 0) return [`${path}: an empty array matches nothing`];
  return leaf.flatMap((matcher, index) => {
    const problem = matcherProblem(matcher);
    return problem === undefined ? [] : [`${path}[${index}]: ${problem}`];
  });
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);
