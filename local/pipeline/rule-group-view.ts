import type { RuleGroupView } from "../report/report";
import type { Pipeline } from "./pipeline";

/** What the rules with the system's custom action drop now, and the capacity used. */
export function ruleGroupView({ deployment, standIns }: Pick<Pipeline, "deployment" | "standIns">): RuleGroupView {
  const { ruleGroup, consumedCapacity, capacity } = standIns.firewall.ruleGroup(deployment.ruleGroup.arn);
  const stateless = ruleGroup.RulesSource?.StatelessRulesAndCustomActions;
  const managed =
    deployment.ruleGroup.ruleGroup.RulesSource?.StatelessRulesAndCustomActions?.CustomActions?.[0]?.ActionName ?? "";
  const definitions = (stateless?.StatelessRules ?? [])
    .map((rule) => rule.RuleDefinition)
    .filter((definition) => definition?.Actions?.includes(managed) && definition.Actions.includes("aws:drop"));
  const addresses = (direction: "Sources" | "Destinations") =>
    definitions
      .flatMap((definition) => definition?.MatchAttributes?.[direction] ?? [])
      .map(({ AddressDefinition }) => AddressDefinition ?? "");
  return {
    sources: addresses("Sources"),
    destinations: addresses("Destinations"),
    capacityUsedUnits: consumedCapacity,
    capacityUnits: capacity,
  };
}
