import {
  DescribeRuleGroupCommand,
  UpdateRuleGroupCommand,
  type DescribeRuleGroupCommandOutput,
  type NetworkFirewallClient,
  type RuleGroup as ApiRuleGroup,
} from "@aws-sdk/client-network-firewall";
import { CodedError } from "../contract/coded-error";
import type { CustomAction, RuleGroupRules, StatelessRule } from "../domain/rule-group";
import type { RuleGroup } from "../ports/rule-group";
import { isThrottling, isTransient } from "./transient";

/** Our rule group behind the Network Firewall API. https://docs.aws.amazon.com/network-firewall/latest/APIReference/ */
export function networkFirewallRuleGroup(client: NetworkFirewallClient, arn: string): RuleGroup {
  const read = () => client.send(new DescribeRuleGroupCommand({ RuleGroupArn: arn })).catch(translate(arn));
  return {
    async describe() {
      const described = await read();
      const stateless = described.RuleGroup?.RulesSource?.StatelessRulesAndCustomActions;
      const capacityUnits = described.RuleGroupResponse?.Capacity;
      if (stateless === undefined || capacityUnits === undefined) {
        throw new CodedError(
          "RULE_GROUP_UNUSABLE",
          `${arn} is not a STATELESS rule group; deploy the shared stack again`,
        );
      }
      return {
        rules: (stateless.StatelessRules ?? []) as readonly StatelessRule[],
        customActions: (stateless.CustomActions ?? []) as readonly CustomAction[],
        capacityUnits,
        numberOfAssociations: described.RuleGroupResponse?.NumberOfAssociations ?? 0,
        handle: described,
        version: described.UpdateToken,
      };
    },
    isCurrent: async (version) => (await read()).UpdateToken === version,

    async update(snapshot, rules) {
      const described = snapshot.handle as DescribeRuleGroupCommandOutput;
      // An update replaces what it does not name, so all that Describe gave goes back as it came (I3).
      const kept = described.RuleGroupResponse;
      try {
        const updated = await client.send(
          new UpdateRuleGroupCommand({
            RuleGroupArn: arn,
            UpdateToken: described.UpdateToken,
            RuleGroup: withRules(described.RuleGroup, rules),
            Description: kept?.Description,
            EncryptionConfiguration: kept?.EncryptionConfiguration,
            SourceMetadata: kept?.SourceMetadata,
            SummaryConfiguration: kept?.SummaryConfiguration,
          }),
        );
        return { outcome: "updated", version: updated.UpdateToken };
      } catch (error) {
        if (error instanceof Error && error.name === "InvalidTokenException") return { outcome: "stale" };
        if (isThrottling(error)) return { outcome: "throttled" };
        return translate(arn)(error);
      }
    },
  };
}

type ApiStatelessRules = NonNullable<NonNullable<ApiRuleGroup["RulesSource"]>["StatelessRulesAndCustomActions"]>;

const withRules = (group: ApiRuleGroup | undefined, { rules, customActions }: RuleGroupRules): ApiRuleGroup => ({
  ...group,
  RulesSource: {
    ...group?.RulesSource,
    // The domain's types are the API's own, read only.
    StatelessRulesAndCustomActions: {
      StatelessRules: rules,
      CustomActions: customActions,
    } as unknown as ApiStatelessRules,
  },
});

const translate =
  (arn: string) =>
  (error: unknown): never => {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    if (isTransient(error)) {
      throw new CodedError("FIREWALL_UNAVAILABLE", `Network Firewall did not answer (${name}: ${message}); try again`, {
        cause: error,
      });
    }
    if (name === "ResourceNotFoundException") {
      throw new CodedError("RULE_GROUP_UNUSABLE", `${arn} does not exist; deploy the shared stack again`, {
        cause: error,
      });
    }
    throw new CodedError("FIREWALL_REFUSED", `Network Firewall refused the request on ${arn} (${name}: ${message})`, {
      cause: error,
    });
  };
