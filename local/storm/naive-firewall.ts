import {
  DescribeRuleGroupCommand,
  NetworkFirewallClient,
  UpdateRuleGroupCommand,
  type RuleGroup,
  type StatelessRule,
} from "@aws-sdk/client-network-firewall";

interface NaiveFirewallOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly ruleGroupArn: string;
  /** The custom action that marks our rules. */
  readonly managedAction: string;
}

/** Far from the priorities that Terraform's rule has; the destinations' rule is 100 later, as in the seed. */
const SOURCES_PRIORITY = 30_000;
const DESTINATIONS_PRIORITY = 30_100;

/** Adds one host at a time to the rule group, by the SDK as it comes: its own 3 attempts on throttling included. */
export function naiveFirewall({ endpoint, region, ruleGroupArn, managedAction }: NaiveFirewallOptions) {
  const clients: NetworkFirewallClient[] = [];
  // One for each invocation under way, as instances have them: the SDK's budget of retries is the client's.
  const idle: NetworkFirewallClient[] = [];
  const makeClient = () => {
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    const client = new NetworkFirewallClient({ endpoint, region, credentials });
    clients.push(client);
    return client;
  };
  return {
    addHost: async (host: string): Promise<void> => {
      const client = idle.pop() ?? makeClient();
      try {
        const { UpdateToken, RuleGroup } = await client.send(
          new DescribeRuleGroupCommand({ RuleGroupArn: ruleGroupArn }),
        );
        await client.send(
          new UpdateRuleGroupCommand({
            RuleGroupArn: ruleGroupArn,
            UpdateToken,
            RuleGroup: withHost(RuleGroup, `${host}/32`, managedAction),
          }),
        );
      } finally {
        idle.push(client);
      }
    },
    close: () => {
      for (const client of clients) client.destroy();
    },
  };
}

/** The group with one more address in the rule of each direction. */
function withHost(group: RuleGroup | undefined, address: string, action: string): RuleGroup {
  const stateless = group?.RulesSource?.StatelessRulesAndCustomActions;
  const rules = stateless?.StatelessRules ?? [];
  const extended = (["Sources", "Destinations"] as const).map((direction): StatelessRule => {
    const priority = direction === "Sources" ? SOURCES_PRIORITY : DESTINATIONS_PRIORITY;
    const known = rules.find(({ Priority }) => Priority === priority);
    const addresses = known?.RuleDefinition?.MatchAttributes?.[direction] ?? [];
    return {
      Priority: priority,
      RuleDefinition: {
        Actions: ["aws:drop", action],
        MatchAttributes: { [direction]: [...addresses, { AddressDefinition: address }] },
      },
    };
  });
  const others = rules.filter(({ Priority }) => Priority !== SOURCES_PRIORITY && Priority !== DESTINATIONS_PRIORITY);
  return {
    ...group,
    RulesSource: {
      ...group?.RulesSource,
      StatelessRulesAndCustomActions: { ...stateless, StatelessRules: [...others, ...extended] },
    },
  };
}
