/** A webhook is replaced while the functions are warm: nothing is deployed, and the clock says when the new one is used. */
import { SSMClient } from "@aws-sdk/client-ssm";
import { slackWebhook } from "../../../functions/adapters/slack-webhook";
import { ssmWebhookUrl } from "../../../functions/adapters/webhook-url";
import { header, message } from "../../../functions/messages/blocks";
import { startParameterStore, type ParameterStoreStandIn } from "../../../local/stand-ins/parameter-store/server";
import { startSlack, type SlackStandIn } from "../../../local/stand-ins/slack/server";
import { clientConfig } from "../../local/stand-ins/support";

const NAME = "/sechub/slack-webhook-url";
const MESSAGE = message("Blocked 5.6.7.8", [header("Blocked 5.6.7.8")]);

let former: SlackStandIn;
let next: SlackStandIn;
let store: ParameterStoreStandIn;
let client: SSMClient;
let now: number;
let send: () => Promise<void>;
beforeEach(async () => {
  [former, next] = await Promise.all([startSlack(), startSlack()]);
  store = await startParameterStore({ [NAME]: former.webhookUrl });
  client = new SSMClient(clientConfig(store.url));
  now = Date.parse("2026-03-02T10:00:00Z");
  const clock = { now: () => new Date(now), sleep: () => Promise.resolve(), random: () => 0 };
  const hosts = { hosts: ["hooks.slack.com"], hostsSetting: "slack.webhookHosts", loopback: true };
  const notifier = slackWebhook({ clock, webhookUrl: ssmWebhookUrl({ client, parameterName: NAME, clock, ...hosts }) });
  send = () => notifier.send(MESSAGE);
});
afterEach(async () => {
  client.destroy();
  await Promise.all([former.close(), next.close(), store.close()]);
});

const afterSeconds = async (seconds: number) => {
  now = Date.parse("2026-03-02T10:00:00Z") + seconds * 1_000;
  await send();
};
const taken = () => [former.messages.length, next.messages.length];

it("is used from a minute on at the latest, and asked for once a minute", async () => {
  await afterSeconds(0);
  store.set(NAME, next.webhookUrl);
  await afterSeconds(59);
  expect(taken()).toEqual([2, 0]);
  await afterSeconds(60);
  await afterSeconds(61);
  expect(taken()).toEqual([2, 2]);
  expect(store.calls).toHaveLength(2);
});

it("is used at once when the former one is revoked, and no message is lost", async () => {
  await afterSeconds(0);
  store.set(NAME, next.webhookUrl);
  former.failNext({ status: 404, body: "no_service" });
  await afterSeconds(1);
  await afterSeconds(2);
  expect(taken()).toEqual([1, 2]);
  expect(former.attempts).toHaveLength(2);
});

it("is told by its refusal when it is none, and the former one is used by nobody any more", async () => {
  await afterSeconds(0);
  store.set(NAME, "https://evil.example/services/T0/B0/x");
  former.failNext({ status: 404, body: "no_service" });
  await expect(afterSeconds(1)).rejects.toMatchObject({ code: "WEBHOOK_UNUSABLE" });
  await expect(afterSeconds(60)).rejects.toMatchObject({ code: "WEBHOOK_UNUSABLE" });
  expect(taken()).toEqual([1, 0]);
});

it.each([301, 302, 303, 307, 308])("a redirect by %s leads the message nowhere", async (status) => {
  former.failNext({ status, body: "", location: next.webhookUrl });
  await expect(send()).rejects.toMatchObject({
    code: "SLACK_REFUSED",
    message: expect.stringContaining("redirect_not_followed") as string,
  });
  expect([former.attempts.length, next.attempts.length]).toEqual([1, 0]);
});
