import { SSMClient } from "@aws-sdk/client-ssm";
import { digestTable } from "../adapters/digest-table";
import { dynamoDbClient } from "../adapters/dynamodb-client";
import { outageTable } from "../adapters/outage-table";
import { paceTable } from "../adapters/pace-table";
import { REQUEST_TIMEOUTS } from "../adapters/request-timeouts";
import { slackWebhook } from "../adapters/slack-webhook";
import { snsTopic } from "../adapters/sns-topic";
import { systemClock } from "../adapters/system-clock";
import { toldTable } from "../adapters/told-table";
import { ssmWebhookUrl } from "../adapters/webhook-url";
import { mrkdwnBody } from "../messages/mrkdwn-body";
import { sendFindingEnv } from "./env";
import type { NotifyDeps } from "./notify";

/** Builds the adapters from the environment. @throws CodedError ENV_INVALID */
export function buildDeps(environment: NodeJS.ProcessEnv): NotifyDeps {
  const env = sendFindingEnv.read(environment);
  const client = dynamoDbClient();
  const tableName = env.NOTIFIED_TABLE;
  const clock = systemClock;
  return {
    // Lambda sets AWS_REGION; a construct may not. Without it there are no links for events that name no region.
    context: { environment: env.ENVIRONMENT_NAME, region: environment.AWS_REGION ?? "unknown", mode: env.MODE },
    clock,
    perMinute: env.MESSAGES_PER_MINUTE,
    pace: paceTable({ client, tableName, spacingMs: env.MESSAGE_SPACING_MS }),
    digests: digestTable({ client, tableName, clock }),
    outages: outageTable({ client, tableName }),
    notifiersFor: notifiersOf(env, environment),
    toldFor: (run) => toldTable({ client, tableName, ...run }),
  };
}

/** Slack, then the further webhooks, then the topic. */
function notifiersOf(
  env: ReturnType<typeof sendFindingEnv.read>,
  { AWS_ENDPOINT_URL_SSM: emulator, AWS_ENDPOINT_URL_SNS: snsEndpoint }: NodeJS.ProcessEnv,
): NotifyDeps["notifiersFor"] {
  const clock = systemClock;
  const client = new SSMClient({ maxAttempts: 3, requestHandler: REQUEST_TIMEOUTS });
  const ssm = { client, clock, loopback: emulator !== undefined };
  const slackUrl = ssmWebhookUrl({
    ...ssm,
    parameterName: env.WEBHOOK_PARAMETER,
    hosts: env.SLACK_HOSTS,
    hostsSetting: "slack.webhookHosts",
  });
  const others = env.WEBHOOK_PARAMETERS.map((name) => ({
    name: `the webhook of ${name}`,
    webhookUrl: ssmWebhookUrl({
      ...ssm,
      parameterName: name,
      hosts: env.WEBHOOK_HOSTS,
      hostsSetting: "notifications.webhookHosts",
    }),
    bodyOf: mrkdwnBody,
  }));
  const topics = env.TOPIC_ARN === "" ? [] : [env.TOPIC_ARN];
  return ({ timeLeftMs }) => [
    slackWebhook({ webhookUrl: slackUrl, clock, timeLeftMs }),
    ...others.map((other) => slackWebhook({ ...other, clock, timeLeftMs })),
    ...topics.map((topicArn) => snsTopic({ topicArn, endpoint: snsEndpoint, clock, timeLeftMs })),
  ];
}
