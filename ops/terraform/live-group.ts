import {
  DescribeFirewallPolicyCommand,
  DescribeRuleGroupCommand,
  NetworkFirewallClient,
  type DescribeFirewallPolicyResponse,
  type RuleGroupResponse,
} from "@aws-sdk/client-network-firewall";
import { FIREWALL_TIMEOUTS } from "../../functions/adapters/request-timeouts";
import { clientConfig } from "../aws/client-config";
import type { Target } from "../aws/target";

/** The group and its policies as AWS has them now. undefined: it does not exist. */
export interface LiveGroup {
  readonly group: (arn: string) => Promise<RuleGroupResponse | undefined>;
  readonly policy: (arn: string) => Promise<DescribeFirewallPolicyResponse | undefined>;
}

/** Asks the service with the caller's credentials: two calls that drift and Terraform's refresh make, too. */
export function liveGroup(target: Target, env: NodeJS.ProcessEnv): LiveGroup {
  const client = () =>
    new NetworkFirewallClient({
      ...clientConfig(target, target.endpoints.networkFirewall, env),
      requestHandler: FIREWALL_TIMEOUTS,
      maxAttempts: 3,
    });
  return {
    group: (arn) =>
      ask(
        client(),
        async (at) => (await at.send(new DescribeRuleGroupCommand({ RuleGroupArn: arn }))).RuleGroupResponse,
      ),
    policy: (arn) => ask(client(), (at) => at.send(new DescribeFirewallPolicyCommand({ FirewallPolicyArn: arn }))),
  };
}

async function ask<T>(
  client: NetworkFirewallClient,
  question: (client: NetworkFirewallClient) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await question(client);
  } catch (error) {
    if (error instanceof Error && error.name === "ResourceNotFoundException") return undefined;
    throw error;
  } finally {
    client.destroy();
  }
}
