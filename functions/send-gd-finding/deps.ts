import { SSMClient } from "@aws-sdk/client-ssm";
import { dynamoDbClient } from "../adapters/dynamodb-client";
import { REQUEST_TIMEOUTS } from "../adapters/request-timeouts";
import { slackWebhook } from "../adapters/slack-webhook";
import { systemClock } from "../adapters/system-clock";
import { toldTable } from "../adapters/told-table";
import { ssmWebhookUrl } from "../adapters/webhook-url";
import { sendFindingEnv } from "./env";
import type { NotifyDeps } from "./notify";

/** Builds the adapters from the environment. @throws CodedError ENV_INVALID */
export function buildDeps(environment: NodeJS.ProcessEnv): NotifyDeps {
  const env = sendFindingEnv.read(environment);
  const client = dynamoDbClient();
  const clock = systemClock;
  const webhookUrl = ssmWebhookUrl({
    client: new SSMClient({ maxAttempts: 3, requestHandler: REQUEST_TIMEOUTS }),
    parameterName: env.WEBHOOK_PARAMETER,
    clock,
  });
  return {
    // Lambda sets AWS_REGION; a construct may not. Without it there are no links for events that name no region.
    context: { environment: env.ENVIRONMENT_NAME, region: environment.AWS_REGION ?? "unknown", mode: env.MODE },
    notifierFor: ({ timeLeftMs }) => slackWebhook({ webhookUrl, clock, timeLeftMs }),
    toldFor: (run) => toldTable({ client, tableName: env.NOTIFIED_TABLE, ...run }),
  };
}
