import type { RuleGroup } from "@aws-sdk/client-network-firewall";

interface TerraformRuleGroup {
  readonly rules_source: {
    readonly stateless_rules_and_custom_actions: {
      readonly custom_action: readonly {
        readonly action_name: string;
        readonly action_definition: {
          readonly publish_metric_action: { readonly dimension: readonly { readonly value: string }[] };
        };
      }[];
      readonly stateless_rule: readonly {
        readonly priority: number;
        readonly rule_definition: {
          readonly actions: readonly string[];
          readonly match_attributes: {
            readonly source: readonly { readonly address_definition: string }[];
            readonly destination: readonly { readonly address_definition: string }[];
          };
        };
      }[];
    };
  };
}

/** The rule group that Terraform creates from its JSON, in the words of the Network Firewall API. */
export function apiRuleGroup(terraform: unknown): RuleGroup {
  const { custom_action, stateless_rule } = (terraform as TerraformRuleGroup).rules_source
    .stateless_rules_and_custom_actions;
  const addresses = (list: readonly { readonly address_definition: string }[]) =>
    list.map(({ address_definition }) => ({ AddressDefinition: address_definition }));
  return {
    RulesSource: {
      StatelessRulesAndCustomActions: {
        CustomActions: custom_action.map(({ action_name, action_definition }) => ({
          ActionName: action_name,
          ActionDefinition: {
            PublishMetricAction: {
              Dimensions: action_definition.publish_metric_action.dimension.map(({ value }) => ({ Value: value })),
            },
          },
        })),
        StatelessRules: stateless_rule.map(({ priority, rule_definition: { actions, match_attributes } }) => ({
          Priority: priority,
          RuleDefinition: {
            Actions: [...actions],
            MatchAttributes: {
              Sources: addresses(match_attributes.source),
              Destinations: addresses(match_attributes.destination),
            },
          },
        })),
      },
    },
  };
}
