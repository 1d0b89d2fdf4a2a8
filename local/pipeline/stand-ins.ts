import { startDynamoDb, type DynamoDbStandIn } from "../stand-ins/dynamodb/server";
import {
  startNetworkFirewall,
  type NetworkFirewallOptions,
  type NetworkFirewallStandIn,
} from "../stand-ins/network-firewall/server";
import { startNoService, type NoService } from "../stand-ins/no-service/server";
import { startParameterStore, type ParameterStoreStandIn } from "../stand-ins/parameter-store/server";
import { startSlack, type SlackStandIn } from "../stand-ins/slack/server";
import { startSns, type SnsStandIn } from "../stand-ins/sns/server";
import { LOCAL_ACCOUNT } from "../synthesized/references";
import type { Deployment } from "../synthesized/deployment";

export interface StandInOptions {
  /** Latency and throttling of the firewall's API. @default immediate, unlimited */
  readonly firewall?: NetworkFirewallOptions;
  /**
   * Between two messages. The receiver here takes them as fast as they come; at Slack's pace `npm start` would mostly
   * wait. @default 10
   */
  readonly messageSpacingMs?: number;
}

/** The servers of the local run, and the environment that leads the functions to them. */
export interface StandIns {
  readonly dynamoDb: DynamoDbStandIn;
  readonly firewall: NetworkFirewallStandIn;
  readonly slack: SlackStandIn;
  /** Receivers of the further webhooks, in the order of the config. */
  readonly furtherSlacks: readonly SlackStandIn[];
  readonly parameterStore: ParameterStoreStandIn;
  /** The topic that gets every message too, when the environment names one. */
  readonly sns: SnsStandIn;
  /** Where calls of any other service end. */
  readonly noService: NoService;
  readonly environment: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

/** Starts them with what the deployment would have made: tables, rule group, and the webhook parameter its owner puts. */
export async function startStandIns(deployment: Deployment, options: StandInOptions = {}): Promise<StandIns> {
  const { region, tables, ruleGroup } = deployment;
  const slack = await startSlack();
  const noService = await startNoService();
  const sns = await startSns({ topicArns: valuesOf(deployment, "TOPIC_ARN") });
  const further = await Promise.all(
    valuesOf(deployment, "WEBHOOK_PARAMETERS").map(async (parameter) => ({ parameter, receiver: await startSlack() })),
  );
  const parameterStore = await startParameterStore({
    [webhookParameterOf(deployment)]: slack.webhookUrl,
    ...Object.fromEntries(further.map(({ parameter, receiver }) => [parameter, receiver.webhookUrl])),
  });
  const dynamoDb = await startDynamoDb({ tables: tables.map(({ name, hashKey }) => ({ TableName: name, hashKey })) });
  const firewall = await startNetworkFirewall({ ...options.firewall, region, accountId: LOCAL_ACCOUNT });
  firewall.createRuleGroup({ ...ruleGroup, numberOfAssociations: 1 });
  return {
    dynamoDb,
    firewall,
    slack,
    furtherSlacks: further.map(({ receiver }) => receiver),
    parameterStore,
    sns,
    noService,
    environment: {
      MESSAGE_SPACING_MS: String(options.messageSpacingMs ?? 10),
      AWS_REGION: region,
      AWS_SECRET_ACCESS_KEY: "local",
      AWS_ENDPOINT_URL: noService.url,
      AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.url,
      AWS_ENDPOINT_URL_NETWORK_FIREWALL: firewall.url,
      AWS_ENDPOINT_URL_SSM: parameterStore.url,
      AWS_ENDPOINT_URL_SNS: sns.url,
      // Said once a process on old Node, it would stand between the functions' log lines.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    },
    close: async () => {
      await Promise.all(further.map(({ receiver }) => receiver.close()));
      await Promise.all([slack, sns, noService, parameterStore, dynamoDb, firewall].map((server) => server.close()));
    },
  };
}

/** What the functions are given under a name: a list joined by commas, which may be empty. */
const valuesOf = ({ functions }: Deployment, name: string): readonly string[] =>
  functions.flatMap(({ environment }) => (environment[name] ?? "").split(",")).filter((value) => value !== "");

function webhookParameterOf({ functions }: Deployment): string {
  const name = functions.map(({ environment }) => environment.WEBHOOK_PARAMETER).find((found) => found !== undefined);
  if (name === undefined) throw new Error("no function is given WEBHOOK_PARAMETER");
  return name;
}
