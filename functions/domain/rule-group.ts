/**
 * The contents of a STATELESS rule group, with the names of the Network Firewall API, so that what we did not
 * write passes through untouched (I3).
 * https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_StatelessRulesAndCustomActions.html
 */
export interface RuleGroupRules {
  readonly rules: readonly StatelessRule[];
  readonly customActions: readonly CustomAction[];
}

export interface StatelessRule {
  readonly Priority: number;
  readonly RuleDefinition: { readonly MatchAttributes: MatchAttributes; readonly Actions: readonly string[] };
}

export interface MatchAttributes {
  readonly Sources?: readonly AddressDefinition[];
  readonly Destinations?: readonly AddressDefinition[];
  readonly SourcePorts?: readonly unknown[];
  readonly DestinationPorts?: readonly unknown[];
  readonly Protocols?: readonly number[];
  readonly TCPFlags?: readonly unknown[];
}

export interface AddressDefinition {
  readonly AddressDefinition: string;
}

export interface CustomAction {
  readonly ActionName: string;
  readonly ActionDefinition: {
    readonly PublishMetricAction?: { readonly Dimensions: readonly { readonly Value: string }[] };
  };
}

/** What makes a rule ours: the custom action it carries. Its position never does. */
export interface ManagedRules {
  /** Name of the custom action, letters and digits. */
  readonly actionName: string;
  /** Value of the metric dimension that the custom action publishes. */
  readonly metricDimension: string;
  /** First of the priorities that are ours: one rule per family and direction, then the placeholder. */
  readonly basePriority: number;
}

export const isManaged = (rule: StatelessRule, managed: ManagedRules): boolean =>
  rule.RuleDefinition.Actions.includes(managed.actionName);
