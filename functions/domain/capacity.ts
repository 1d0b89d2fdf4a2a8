import type { MatchAttributes, RuleGroupRules, StatelessRule } from "./rule-group";

/** One address or CIDR, blocked in both directions: one unit as a source, one as a destination. */
export const UNITS_PER_BLOCK = 2;

/** Custom actions of a rule group at most; Network Firewall refuses one more. Its page of quotas does not list it. */
export const MAX_CUSTOM_ACTIONS = 10;

/**
 * Capacity units of a stateless rule: the product of how many values each match setting lists; a setting left
 * out counts 1. https://docs.aws.amazon.com/network-firewall/latest/developerguide/nwfw-rule-group-capacity.html
 */
export const unitsOfRule = (rule: StatelessRule): number =>
  SETTINGS.reduce(
    (units, setting) => units * Math.max(1, rule.RuleDefinition.MatchAttributes[setting]?.length ?? 0),
    1,
  );

/** Capacity units that a rule group uses. */
export const unitsOfRules = (rules: RuleGroupRules["rules"]): number =>
  rules.reduce((units, rule) => units + unitsOfRule(rule), 0);

const SETTINGS = [
  "Protocols",
  "Sources",
  "SourcePorts",
  "Destinations",
  "DestinationPorts",
  "TCPFlags",
] as const satisfies readonly (keyof MatchAttributes)[];
