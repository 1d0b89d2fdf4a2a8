import { sendFindingEnv } from "../../../functions/send-gd-finding/env";
import { startDynamoDb, type DynamoDbStandIn } from "../../../local/stand-ins/dynamodb/server";
import { startParameterStore, type ParameterStoreStandIn } from "../../../local/stand-ins/parameter-store/server";
import { startSlack, type SlackStandIn } from "../../../local/stand-ins/slack/server";
import { startSns } from "../../../local/stand-ins/sns/server";
import { event, networkConnection, PUBLIC_V4 } from "../../support/findings";
import { blocked, found } from "../messages/notifications";
import { again } from "./telling-world";

const PARAMETER = "/sechub-firewall/test/slack-webhook";
const before = { ...process.env };

let slack: SlackStandIn;
let store: ParameterStoreStandIn;
let db: DynamoDbStandIn;
beforeEach(async () => {
  slack = await startSlack();
  store = await startParameterStore({ [PARAMETER]: slack.webhookUrl });
  db = await startDynamoDb({ tables: [{ TableName: "notified", hashKey: "Key" }] });
  Object.assign(process.env, {
    ...sendFindingEnv.render({
      ENVIRONMENT_NAME: "test",
      NOTIFIED_TABLE: "notified",
      WEBHOOK_PARAMETER: PARAMETER,
      WEBHOOK_PARAMETERS: "",
      SLACK_HOSTS: "hooks.slack.com",
      WEBHOOK_HOSTS: "chat.example.com",
      TOPIC_ARN: "",
      MESSAGES_PER_MINUTE: "20",
      MESSAGE_SPACING_MS: "0",
      MODE: "enforce",
    }),
    AWS_REGION: "us-west-2",
    POWERTOOLS_LOG_LEVEL: "SILENT",
    POWERTOOLS_METRICS_DISABLED: "true",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL_SSM: store.url,
    AWS_ENDPOINT_URL_DYNAMODB: db.url,
  });
});
afterEach(async () => {
  process.env = { ...before };
  await Promise.all([slack.close(), store.close(), db.close()]);
});

/** A cold start: index.ts reads the environment when it is loaded. */
async function handle(event: unknown): Promise<unknown> {
  jest.resetModules();
  const { handler } = await import("../../../functions/send-gd-finding/index");
  return handler(event);
}

it("sends what was blocked to Slack, with the URL from Parameter Store", async () => {
  expect(await handle(blocked())).toEqual({ Sent: 1, AlreadyTold: 0, RetryAfterSeconds: 0, Digests: [] });
  expect(slack.messages.map(({ text }) => text)).toEqual([expect.stringContaining("[test] Blocked 5.6.7.8")]);
});

it("remembers a finding that was told, across cold starts", async () => {
  expect(await handle(found())).toEqual({ Sent: 1, AlreadyTold: 0, RetryAfterSeconds: 0, Digests: [] });
  expect(await handle(found())).toEqual({ Sent: 0, AlreadyTold: 1, RetryAfterSeconds: 0, Digests: [] });
  expect(slack.messages).toHaveLength(1);
});

it("fails with the code that the state machine catches when Slack refuses, and tells after the repair", async () => {
  slack.failNext({ status: 404, body: "no_service" });
  await expect(handle(found())).rejects.toMatchObject({ name: "SLACK_REFUSED" });
  expect(await handle(found())).toEqual({ Sent: 1, AlreadyTold: 0, RetryAfterSeconds: 0, Digests: [] });
});

it("tells the further webhooks and the topic of the config too, each in its own form", async () => {
  const TOPIC = "arn:aws:sns:us-west-2:111122223333:security";
  const [mattermost, sns] = await Promise.all([startSlack(), startSns({ topicArns: [TOPIC] })]);
  try {
    store.set("/team/mattermost", mattermost.webhookUrl);
    Object.assign(process.env, {
      WEBHOOK_PARAMETERS: "/team/mattermost",
      TOPIC_ARN: TOPIC,
      AWS_ENDPOINT_URL_SNS: sns.url,
    });
    expect(await handle(blocked())).toMatchObject({ Sent: 1 });
    expect(slack.messages).toMatchObject([{ blocks: expect.any(Array) as unknown }]);
    expect(mattermost.messages).toMatchObject([
      { text: expect.stringMatching(/^\*\[test\] Blocked 5\.6\.7\.8\*\n/) as string, blocks: [] },
    ]);
    expect(sns.published).toMatchObject([{ topicArn: TOPIC, subject: "[test] Blocked 5.6.7.8" }]);
  } finally {
    await Promise.all([mattermost.close(), sns.close()]);
  }
});

it("keeps its pace by the clock: of messages that come at once each waits its turn, and none fails", async () => {
  process.env.MESSAGE_SPACING_MS = "150";
  jest.resetModules();
  const { handler } = await import("../../../functions/send-gd-finding/index");
  const began = Date.now();
  const events = [1, 2, 3, 4].map((n) => event([networkConnection(PUBLIC_V4, { Id: `finding-${n}` })]));
  // As the state machine does: who has no moment asks again.
  const tell = async (Event: unknown, n: number) => {
    let notification = found({ Event, Execution: `execution-${n}` });
    for (;;) {
      const answer = await handler(notification);
      if (answer.RetryAfterSeconds === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
      notification = again(notification, answer);
    }
  };
  await Promise.all(events.map(tell));
  const at = slack.messages.map((message) => message.at - began).sort((a, b) => a - b);
  expect(at).toHaveLength(4);
  // Not before its moment; a timer may end a millisecond early.
  for (const [index, milliseconds] of at.entries()) expect(milliseconds).toBeGreaterThanOrEqual(index * 150 - 2);
});

it("leaves a message above the budget to the digest of its minute", async () => {
  process.env.MESSAGES_PER_MINUTE = "0";
  expect(await handle(found())).toMatchObject({
    Sent: 0,
    RetryAfterSeconds: expect.any(Number) as number,
    Digests: [expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/) as string],
  });
  expect(slack.attempts).toEqual([]);
});

it("sends to no receiver on its own machine, but in an environment on an emulator", async () => {
  // The SDK finds the stand-in by it, and nobody takes it for an emulator of this environment.
  process.env.AWS_ENDPOINT_URL = store.url;
  delete process.env.AWS_ENDPOINT_URL_SSM;
  try {
    await expect(handle(blocked())).rejects.toMatchObject({ name: "WEBHOOK_UNUSABLE" });
    expect(slack.attempts).toEqual([]);
  } finally {
    delete process.env.AWS_ENDPOINT_URL;
  }
});

it.each([
  ["WEBHOOK_PARAMETER", "slack.webhookHosts (hooks.slack.com)"],
  ["WEBHOOK_PARAMETERS", "notifications.webhookHosts (chat.example.com)"],
])("knows the hosts of %s", async (variable, allowed) => {
  store.set("/evil", "https://evil.example/services/T0/B0/x");
  process.env[variable] = "/evil";
  await expect(handle(blocked())).rejects.toMatchObject({
    name: "WEBHOOK_UNUSABLE",
    message: expect.stringContaining(`/evil leads to evil.example, which is not in ${allowed}`) as string,
  });
});

it.each([
  ["is no object", 7],
  ["is of another source", { ...event([networkConnection()]), source: "my.app" }],
  ["is of another kind", { ...event([networkConnection()]), "detail-type": "Security Hub Insight Results" }],
  ["has no findings", { ...event([networkConnection()]), detail: {} }],
])("refuses an event that %s, and names the execution that brought it", async (_, Event) => {
  await expect(handle(found({ Event, Execution: "execution-7" }))).rejects.toMatchObject({
    name: "EVENT_INVALID",
    message: expect.stringContaining("the input of execution-7 is not an event of Security Hub") as string,
  });
  expect(slack.attempts).toEqual([]);
});

it("refuses an input that is no notification", async () => {
  await expect(handle({ Kind: "gossip" })).rejects.toMatchObject({ name: "EVENT_INVALID" });
});

it("does not start with a mode that is none", async () => {
  process.env.MODE = "maybe";
  await expect(handle(blocked())).rejects.toMatchObject({ name: "ENV_INVALID" });
});
