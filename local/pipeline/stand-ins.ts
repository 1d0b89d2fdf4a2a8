import { startDynamoDb, type DynamoDbStandIn } from "../stand-ins/dynamodb/server";
import {
  startNetworkFirewall,
  type NetworkFirewallOptions,
  type NetworkFirewallStandIn,
} from "../stand-ins/network-firewall/server";
import { startParameterStore, type ParameterStoreStandIn } from "../stand-ins/parameter-store/server";
import { startSlack, type SlackStandIn } from "../stand-ins/slack/server";
import { LOCAL_ACCOUNT } from "../synthesized/references";
import type { Deployment } from "../synthesized/deployment";

export interface StandInOptions {
  /** Latency and throttling of the firewall's API. @default immediate, unlimited */
  readonly firewall?: NetworkFirewallOptions;
}

/** The servers of the local run, and the environment that leads the functions to them. */
export interface StandIns {
  readonly dynamoDb: DynamoDbStandIn;
  readonly firewall: NetworkFirewallStandIn;
  readonly slack: SlackStandIn;
  readonly parameterStore: ParameterStoreStandIn;
  readonly environment: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

/** Starts them with what the deployment would have made: tables, rule group, and the webhook parameter its owner puts. */
export async function startStandIns(deployment: Deployment, options: StandInOptions = {}): Promise<StandIns> {
  const { region, tables, ruleGroup } = deployment;
  const slack = await startSlack();
  const parameterStore = await startParameterStore({ [webhookParameterOf(deployment)]: slack.webhookUrl });
  const dynamoDb = await startDynamoDb({ tables: tables.map(({ name, hashKey }) => ({ TableName: name, hashKey })) });
  const firewall = await startNetworkFirewall({ ...options.firewall, region, accountId: LOCAL_ACCOUNT });
  firewall.createRuleGroup({ ...ruleGroup, numberOfAssociations: 1 });
  return {
    dynamoDb,
    firewall,
    slack,
    parameterStore,
    environment: {
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
      AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.url,
      AWS_ENDPOINT_URL_NETWORK_FIREWALL: firewall.url,
      AWS_ENDPOINT_URL_SSM: parameterStore.url,
      // Said once a process on old Node, it would stand between the functions' log lines.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    },
    close: async () => {
      await Promise.all([slack.close(), parameterStore.close(), dynamoDb.close(), firewall.close()]);
    },
  };
}

function webhookParameterOf({ functions }: Deployment): string {
  const name = functions.map(({ environment }) => environment.WEBHOOK_PARAMETER).find((found) => found !== undefined);
  if (name === undefined) throw new Error("no function is given WEBHOOK_PARAMETER");
  return name;
}
