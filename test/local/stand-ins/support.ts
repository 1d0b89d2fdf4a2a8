import {
  DescribeRuleGroupCommand,
  NetworkFirewallClient,
  UpdateRuleGroupCommand,
  type CustomAction,
  type MatchAttributes,
  type RuleGroup,
  type StatelessRule,
  type UpdateRuleGroupCommandInput,
} from "@aws-sdk/client-network-firewall";

/** What every real SDK client needs to talk to a stand-in: signed requests, and no retries that hide a refusal. */
export const clientConfig = (endpoint: string) => ({
  endpoint,
  region: "us-west-2",
  credentials: { accessKeyId: "x", secretAccessKey: "x" },
  maxAttempts: 1,
});

export const RULE_GROUP_ARN = "arn:aws:network-firewall:us-west-2:111122223333:stateless-rulegroup/blocked-hosts";
export const RULE_GROUP_NAME = "blocked-hosts";

export const sources = (...addresses: string[]): MatchAttributes => ({
  Sources: addresses.map((address) => ({ AddressDefinition: address })),
});

export const rule = (overrides: { priority?: number; actions?: string[]; match?: MatchAttributes }): StatelessRule => ({
  Priority: overrides.priority ?? 10,
  RuleDefinition: {
    Actions: overrides.actions ?? ["aws:drop"],
    MatchAttributes: overrides.match ?? sources("198.51.100.1/32"),
  },
});

export const customAction = (name: string, ...dimensions: string[]): CustomAction => ({
  ActionName: name,
  ActionDefinition: { PublishMetricAction: { Dimensions: dimensions.map((Value) => ({ Value })) } },
});

export const ruleGroup = (rules: StatelessRule[], customActions?: CustomAction[]): RuleGroup => ({
  RulesSource: {
    StatelessRulesAndCustomActions: { StatelessRules: rules, ...(customActions && { CustomActions: customActions }) },
  },
});

/** A rule group that blocks these hosts. */
export const blocking = (...addresses: string[]): RuleGroup => ruleGroup([rule({ match: sources(...addresses) })]);

/** The name of the exception that a call ends in, or "ok". */
export const outcomeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "ok",
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  );

/** The message of the exception that a call ends in, or "ok". */
export const messageOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "ok",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );

/** The real client, with the two calls that the product makes. */
export function firewallCaller(endpoint: string) {
  const client = new NetworkFirewallClient(clientConfig(endpoint));
  const describe = () => client.send(new DescribeRuleGroupCommand({ RuleGroupArn: RULE_GROUP_ARN }));
  const update = (input: Partial<UpdateRuleGroupCommandInput>) =>
    client.send(new UpdateRuleGroupCommand({ RuleGroupArn: RULE_GROUP_ARN, UpdateToken: undefined, ...input }));
  return {
    client,
    describe,
    update,
    updateWithFreshToken: async (input: Partial<UpdateRuleGroupCommandInput>) =>
      update({ UpdateToken: (await describe()).UpdateToken, ...input }),
  };
}
