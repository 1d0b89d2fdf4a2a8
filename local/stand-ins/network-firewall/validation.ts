import { isAbsent, isIntegerBetween, isJsonObject, show } from "../json";
import { customActionNames, customActionsProblems } from "./custom-actions";
import { matchAttributesProblems } from "./match-attributes";

const STANDARD_ACTIONS = ["aws:pass", "aws:drop", "aws:forward_to_sfe"];
const MAX_PRIORITY = 65_535;

/** All that AWS refuses elsewhere than in StatelessRulesAndCustomActions: these belong to STATEFUL groups. */
const STATEFUL_SETTINGS = ["RuleVariables", "ReferenceSets", "StatefulRuleOptions"];
const STATEFUL_SOURCES = ["RulesString", "RulesSourceList", "StatefulRules"];

/**
 * What is wrong with the contents of a STATELESS rule group, each problem with its place. Empty: nothing.
 * https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_RuleGroup.html and the types it links to.
 */
export function ruleGroupProblems(ruleGroup: unknown): string[] {
  if (!isJsonObject(ruleGroup)) return ["RuleGroup is not an object"];
  const source = ruleGroup.RulesSource;
  if (!isJsonObject(source)) return ["RuleGroup.RulesSource is required"];
  const foreign = [
    ...STATEFUL_SETTINGS.filter((name) => !isAbsent(ruleGroup[name])).map((name) => `RuleGroup.${name}`),
    ...STATEFUL_SOURCES.filter((name) => !isAbsent(source[name])).map((name) => `RuleGroup.RulesSource.${name}`),
  ].map((place) => `${place} is for STATEFUL rule groups only`);

  const place = "RuleGroup.RulesSource.StatelessRulesAndCustomActions";
  const stateless = source.StatelessRulesAndCustomActions;
  if (!isJsonObject(stateless)) return [...foreign, `${place} is required`];
  return [
    ...foreign,
    ...customActionsProblems(`${place}.CustomActions`, stateless.CustomActions),
    ...rulesProblems(`${place}.StatelessRules`, stateless.StatelessRules, customActionNames(stateless.CustomActions)),
  ];
}

function rulesProblems(place: string, rules: unknown, customActions: ReadonlySet<unknown>): string[] {
  if (!Array.isArray(rules)) return [`${place} is required`];
  if (rules.length === 0) return [`${place} is empty; a STATELESS rule group needs at least one rule`];
  const indexByPriority = new Map<unknown, number>();
  return rules.flatMap((rule: unknown, index) => {
    const here = `${place}[${index}]`;
    if (!isJsonObject(rule)) return [`${here} is not an object`];
    const first = indexByPriority.get(rule.Priority);
    if (first === undefined) indexByPriority.set(rule.Priority, index);
    return [
      ...priorityProblems(`${here}.Priority`, rule.Priority, first),
      ...definitionProblems(`${here}.RuleDefinition`, rule.RuleDefinition, customActions),
    ];
  });
}

/** https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_StatelessRule.html */
function priorityProblems(place: string, priority: unknown, first: number | undefined): string[] {
  if (!isIntegerBetween(priority, 1, MAX_PRIORITY)) {
    return [`${place}: ${show(priority)} is not an integer from 1 to ${MAX_PRIORITY}`];
  }
  return first === undefined ? [] : [`${place}: ${priority} is already used by StatelessRules[${first}]`];
}

/** https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_RuleDefinition.html */
function definitionProblems(place: string, definition: unknown, customActions: ReadonlySet<unknown>): string[] {
  if (!isJsonObject(definition)) return [`${place} is required`];
  return [
    ...actionsProblems(`${place}.Actions`, definition.Actions, customActions),
    ...matchAttributesProblems(`${place}.MatchAttributes`, definition.MatchAttributes),
  ];
}

/** One standard action exactly, and custom actions that are defined. */
export function actionsProblems(place: string, actions: unknown, customActions: ReadonlySet<unknown>): string[] {
  if (!Array.isArray(actions)) return [`${place} is required`];
  const standard = actions.filter((action) => STANDARD_ACTIONS.includes(action as string));
  const undefinedNames = actions.filter(
    (action) => !STANDARD_ACTIONS.includes(action as string) && !customActions.has(action),
  );
  return [
    ...(standard.length === 1
      ? []
      : [`${place}: ${show(actions)} needs exactly one of ${STANDARD_ACTIONS.join(", ")}, got ${standard.length}`]),
    ...undefinedNames.map((name) => `${place}: ${show(name)} is not defined in CustomActions`),
  ];
}
