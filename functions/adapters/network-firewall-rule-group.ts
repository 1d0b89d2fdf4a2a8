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
  const read = (timeMs?: () => number) =>
    within(timeMs, (options) => client.send(new DescribeRuleGroupCommand({ RuleGroupArn: arn }), options)).catch(
      translate(arn),
    );
  return {
    async describe(timeMs) {
      const described = await read(timeMs);
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
    isCurrent: async (version, timeMs) => (await read(timeMs)).UpdateToken === version,

    async update(snapshot, rules, timeMs) {
      const described = snapshot.handle as DescribeRuleGroupCommandOutput;
      // An update replaces what it does not name, so all that Describe gave goes back as it came (I3).
      const kept = described.RuleGroupResponse;
      try {
        const command = new UpdateRuleGroupCommand({
          RuleGroupArn: arn,
          UpdateToken: described.UpdateToken,
          RuleGroup: withRules(described.RuleGroup, rules),
          Description: kept?.Description,
          EncryptionConfiguration: kept?.EncryptionConfiguration,
          SourceMetadata: kept?.SourceMetadata,
          SummaryConfiguration: kept?.SummaryConfiguration,
        });
        const updated = await within(timeMs, (options) => client.send(command, options));
        return { outcome: "updated", version: updated.UpdateToken };
      } catch (error) {
        if (error instanceof Error && error.name === "InvalidTokenException") return { outcome: "stale" };
        if (isThrottling(error)) return { outcome: "throttled" };
        return translate(arn)(error);
      }
    },
  };
}

/** Ends a call that takes longer than it may, also one whose answer is still arriving (AbortError). */
async function within<Answer>(
  timeMs: (() => number) | undefined,
  call: (options: { readonly abortSignal?: AbortSignal }) => Promise<Answer>,
): Promise<Answer> {
  if (timeMs === undefined) return call({});
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), timeMs()).unref();
  try {
    return await call({ abortSignal: ending.signal });
  } finally {
    clearTimeout(timer);
  }
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
    if (/\bkms\b/i.test(`${name} ${message}`)) {
      throw new CodedError("KEY_REFUSED", `${keyRefused(arn)} (${name}: ${message})`, { cause: error });
    }
    throw new CodedError("FIREWALL_REFUSED", `Network Firewall refused the request on ${arn} (${name}: ${message})`, {
      cause: error,
    });
  };

/**
 * The service says "Given KMS key is misconfigured" and not which right is missing, so all are named.
 * https://docs.aws.amazon.com/network-firewall/latest/developerguide/kms-encryption-at-rest.html
 */
const keyRefused = (arn: string): string =>
  `Network Firewall cannot use the KMS key of ${arn} for this caller: the key must be enabled, and the caller's role and the ` +
  `key's policy must allow kms:DescribeKey, kms:Decrypt, kms:GenerateDataKey and kms:CreateGrant through Network Firewall. ` +
  `Compare the key's policy with docs/kms-key.md, and deploy if the role was changed`;
