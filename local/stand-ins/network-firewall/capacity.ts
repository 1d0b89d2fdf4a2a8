import type { MatchAttributes, RuleGroup } from "@aws-sdk/client-network-firewall";

/** The quota on one group. https://docs.aws.amazon.com/network-firewall/latest/developerguide/quotas.html */
export const MAX_CAPACITY_UNITS = 30_000;

/**
 * Units that a stateless rule group consumes: the sum over its rules.
 * https://docs.aws.amazon.com/network-firewall/latest/developerguide/nwfw-rule-group-capacity.html
 */
export const ruleGroupCapacityUnits = (ruleGroup: RuleGroup): number =>
  (ruleGroup.RulesSource?.StatelessRulesAndCustomActions?.StatelessRules ?? [])
    .map((rule) => ruleCapacityUnits(rule.RuleDefinition?.MatchAttributes ?? {}))
    .reduce((sum, units) => sum + units, 0);

/** One rule: the product of the lengths of its match settings. A setting that is left out counts 1; a port range counts 1. */
export const ruleCapacityUnits = (match: MatchAttributes): number =>
  [match.Protocols, match.Sources, match.SourcePorts, match.Destinations, match.DestinationPorts, match.TCPFlags]
    .map((setting) => setting?.length ?? 1)
    .reduce((product, count) => product * count, 1);
