/** What is wrong with one entry of a leaf, in words. Rules: event-ruler's JsonRuleCompiler. */
import { cidrRange } from "./ip-range";
import { wildcardProblem } from "./text-expressions";

type Check = (argument: unknown) => string | undefined;

const isText = (value: unknown): value is string => typeof value === "string";
const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

const text: Check = (argument) => (isText(argument) ? undefined : "takes a text");
const notEmptyText: Check = (argument) =>
  isText(argument) && argument !== "" ? undefined : "takes a text that is not empty";
const wildcardText: Check = (argument) => (isText(argument) ? wildcardProblem(argument) : "takes a text");
const affix: Check = (argument) => (isText(argument) ? undefined : single(argument, { "equals-ignore-case": text }));

/** One value or a list of them, which must not be empty. */
const oneOrMore =
  (check: Check): Check =>
  (argument) => {
    if (!Array.isArray(argument)) return check(argument);
    return argument.length === 0
      ? "takes a list that is not empty"
      : argument.map(check).find((problem) => problem !== undefined);
  };

const anythingBut: Check = (argument) => {
  if (isText(argument) || isNumber(argument)) return undefined;
  if (!Array.isArray(argument)) {
    return single(argument, {
      prefix: oneOrMore(notEmptyText),
      suffix: oneOrMore(notEmptyText),
      "equals-ignore-case": oneOrMore(text),
      wildcard: oneOrMore(wildcardText),
    });
  }
  const same = argument.length > 0 && (argument.every(isText) || argument.every(isNumber));
  return same ? undefined : "takes a list of only texts or only numbers that is not empty";
};

const numeric: Check = (argument) => {
  const [first, low, second, high, ...more] = Array.isArray(argument) ? (argument as unknown[]) : [];
  const one = ["=", "<", "<=", ">", ">="].includes(first as string) && isNumber(low);
  if (one && second === undefined) return undefined;
  const two = [">", ">="].includes(first as string) && ["<", "<="].includes(second as string) && more.length === 0;
  if (one && two && isNumber(high) && low < high) return undefined;
  return 'takes [comparison, number], or a range with the lower bound first like [">", 0, "<=", 5]';
};

const CHECKS = {
  prefix: affix,
  suffix: affix,
  "equals-ignore-case": text,
  wildcard: wildcardText,
  "anything-but": anythingBut,
  numeric,
  cidr: (argument) =>
    isText(argument) && cidrRange(argument)
      ? undefined
      : "takes a block like 10.0.0.0/8; write a single host as a plain address",
  exists: (argument) => (typeof argument === "boolean" ? undefined : "takes true or false"),
} satisfies Record<string, Check>;

/** The names of the operators. */
export const OPERATORS = Object.keys(CHECKS);

/** The problem of one entry of a leaf; `undefined` for one that EventBridge accepts. */
export function matcherProblem(matcher: unknown): string | undefined {
  if (matcher === null || isText(matcher) || isNumber(matcher) || typeof matcher === "boolean") return undefined;
  return single(matcher, CHECKS);
}

/** An object with exactly one of these operators. */
function single(value: unknown, checks: Readonly<Record<string, Check>>): string | undefined {
  const known = Object.keys(checks).join(", ");
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return `must be a value or one operator (${known}), got ${JSON.stringify(value)}`;
  }
  const entries = Object.entries(value);
  const [[name, argument] = ["", undefined]] = entries;
  const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
  if (check === undefined) return `unknown operator ${JSON.stringify(name)}, known are ${known}`;
  if (entries.length > 1) return `only one operator is allowed, got ${entries.map(([key]) => key).join(" and ")}`;
  const problem = check(argument);
  return problem === undefined ? undefined : `${name} ${problem}, got ${JSON.stringify(argument)}`;
}
