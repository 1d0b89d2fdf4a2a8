import { loadConfig } from "../../config/load-config";
import type { ConfigInput } from "../../config/schema";
import type { EventPattern } from "../../local/event-bus/event-pattern";
import { matches } from "../../local/event-bus/match-pattern";
import { recordIpPatterns, sendFindingsPattern } from "../../stacks/event-patterns";

/** Patterns by the name of their rule. */
type Rules = Readonly<Record<string, EventPattern>>;

/** The rules of a config: those that record, and all. */
export function rulesOf(given: ConfigInput): { readonly record: Rules; readonly all: Rules } {
  const config = loadConfig("test", { test: given });
  const record = recordIpPatterns(config) as Rules;
  return { record, all: { ...record, "catch-severity": sendFindingsPattern(config) as EventPattern } };
}

/** The rules that take an event, without the "catch-" of their names. */
export const matching = (rules: Rules, given: unknown) =>
  Object.keys(rules)
    .filter((rule) => matches(rules[rule] as EventPattern, given))
    .map((rule) => rule.replace("catch-", ""));
