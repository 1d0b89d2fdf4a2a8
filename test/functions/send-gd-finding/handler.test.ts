import { sendFindingEnv } from "../../../functions/send-gd-finding/env";
import { startDynamoDb, type DynamoDbStandIn } from "../../../local/stand-ins/dynamodb/server";
import { startParameterStore, type ParameterStoreStandIn } from "../../../local/stand-ins/parameter-store/server";
import { startSlack, type SlackStandIn } from "../../../local/stand-ins/slack/server";
import { blocked, found } from "../messages/notifications";

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
  expect(await handle(blocked())).toEqual({ Sent: 1, AlreadyTold: 0 });
  expect(slack.messages.map(({ text }) => text)).toEqual([expect.stringContaining("[test] Blocked 5.6.7.8")]);
});

it("remembers a finding that was told, across cold starts", async () => {
  expect(await handle(found())).toEqual({ Sent: 1, AlreadyTold: 0 });
  expect(await handle(found())).toEqual({ Sent: 0, AlreadyTold: 1 });
  expect(slack.messages).toHaveLength(1);
});

it("fails with the code that the state machine catches when Slack refuses, and tells after the repair", async () => {
  slack.failNext({ status: 404, body: "no_service" });
  await expect(handle(found())).rejects.toMatchObject({ name: "SLACK_REFUSED" });
  expect(await handle(found())).toEqual({ Sent: 1, AlreadyTold: 0 });
});

it("refuses an input that is no notification", async () => {
  await expect(handle({ Kind: "gossip" })).rejects.toMatchObject({ name: "EVENT_INVALID" });
});

it("does not start with a mode that is none", async () => {
  process.env.MODE = "maybe";
  await expect(handle(blocked())).rejects.toMatchObject({ name: "ENV_INVALID" });
});
