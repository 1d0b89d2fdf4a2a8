import { slackWebhook, type SlackWebhookOptions } from "../../../functions/adapters/slack-webhook";
import { CodedError } from "../../../functions/contract/coded-error";
import { message, header, section } from "../../../functions/messages/blocks";
import { startSlack, type SlackStandIn } from "../../../local/stand-ins/slack/server";

const MESSAGE = message("Blocked 5.6.7.8", [header("Blocked 5.6.7.8"), ...section(["why"])]);
const SECRET = "loopbackstandinnotsecret";

let slack: SlackStandIn;
let waits: number[];
beforeEach(async () => {
  slack = await startSlack();
  waits = [];
});
afterEach(() => slack.close());

const clock = {
  now: () => new Date("2026-03-02T10:00:00Z"),
  sleep: (milliseconds: number) => Promise.resolve(void waits.push(milliseconds)),
  random: () => 0.5,
};
const send = (options: Partial<SlackWebhookOptions> = {}) =>
  slackWebhook({ webhookUrl: () => Promise.resolve(slack.webhookUrl), clock, ...options }).send(MESSAGE);

/** The error as a log would have it: everything of it that can be printed. */
async function failureOf(sending: Promise<void>): Promise<{ code: string; message: string }> {
  const error = await sending.then(
    () => new Error("it was sent"),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof CodedError)) throw error;
  const printed = [
    error.message,
    error.stack,
    String(error.cause),
    JSON.stringify(error, Object.getOwnPropertyNames(error)),
  ].join();
  expect(error.cause).toBeUndefined();
  expect(printed).not.toContain(SECRET);
  expect(printed).not.toContain("/services/");
  return { code: error.code, message: error.message };
}

it("sends the message as it is, once", async () => {
  await send();
  expect(slack.messages).toMatchObject([{ text: MESSAGE.text, blocks: MESSAGE.blocks }]);
  expect(waits).toEqual([]);
});

it("asks Slack for no previews and follows no redirect", async () => {
  const requests: RequestInit[] = [];
  await send({ fetch: (_url, init = {}) => Promise.resolve((requests.push(init), new Response("ok"))) });
  expect(requests).toMatchObject([{ method: "POST", redirect: "error", signal: expect.any(AbortSignal) as unknown }]);
  expect(JSON.parse(requests[0]?.body as string)).toMatchObject({ unfurl_links: false, unfurl_media: false });
});

it("waits as long as Slack asks after a 429, and sends then", async () => {
  slack.failNext({ status: 429, body: "rate_limited", retryAfterSeconds: 3 });
  slack.failNext({ status: 429, body: "rate_limited", retryAfterSeconds: 2 });
  await send();
  expect(waits).toEqual([3_000, 2_000]);
  expect(slack.messages).toHaveLength(1);
});

it.each([
  ["one long wait", [21]],
  ["the sum of the waits", [8, 8, 8]],
  ["waits of no seconds", Array.from({ length: 30 }, () => 0)],
])("gives up when the budget of 20 s is used up by %s", async (_, seconds) => {
  for (const retryAfterSeconds of seconds) slack.failNext({ status: 429, body: "rate_limited", retryAfterSeconds });
  expect((await failureOf(send())).code).toBe("SLACK_UNAVAILABLE");
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThanOrEqual(20_000);
  expect(slack.messages).toHaveLength(0);
});

it("takes its budget from the caller", async () => {
  slack.failNext({ status: 429, body: "rate_limited", retryAfterSeconds: 30 });
  await send({ waitBudgetSeconds: 30 });
  expect(waits).toEqual([30_000]);
});

it("does not wait longer than the invocation lasts", async () => {
  slack.failNext({ status: 429, body: "rate_limited", retryAfterSeconds: 10 });
  expect((await failureOf(send({ timeLeftMs: () => 12_000 }))).code).toBe("SLACK_UNAVAILABLE");
  expect(waits).toEqual([]);
  await failureOf(send({ timeLeftMs: () => 3_000 }));
  expect(slack.attempts).toHaveLength(1);
});

it("tries three times when Slack fails inside, with full jitter, and says so then", async () => {
  for (let n = 0; n < 4; n += 1) slack.failNext({ status: 500, body: "rollup_error" });
  expect(await failureOf(send())).toMatchObject({
    code: "SLACK_UNAVAILABLE",
    message: expect.stringContaining("HTTP 500") as string,
  });
  expect(slack.attempts).toHaveLength(3);
  expect(waits).toEqual([500, 1_000]);
});

it("gets through when Slack is back at the third try", async () => {
  slack.failNext({ status: 503, body: "" });
  slack.failNext({ status: 502, body: "" });
  await send();
  expect(slack.messages).toHaveLength(1);
});

it("names the failed connection by its code only", async () => {
  const webhookUrl = slack.webhookUrl;
  await slack.close();
  const { code, message } = await failureOf(send({ webhookUrl: () => Promise.resolve(webhookUrl) }));
  expect([code, message]).toEqual(["SLACK_UNAVAILABLE", expect.stringContaining("ECONNREFUSED")]);
  slack = await startSlack();
});

it("ends a try that gets no answer, and says so", async () => {
  const fetch = () => Promise.reject(new DOMException("The operation was aborted", "TimeoutError"));
  expect((await failureOf(send({ fetch }))).message).toContain("no answer within 5 s, 3 times");
});

it("passes no cause on that carries the URL", async () => {
  const url = slack.webhookUrl;
  const fetch = () => Promise.reject(new TypeError(`cannot fetch ${url}`, { cause: new Error(url) }));
  expect((await failureOf(send({ fetch }))).code).toBe("SLACK_UNAVAILABLE");
});

it.each([
  [404, "no_service", "make a new incoming webhook"],
  [403, "invalid_token", "make a new incoming webhook"],
  [403, "action_prohibited", "administrator"],
  [404, "channel_not_found", "channel is gone"],
  [410, "channel_is_archived", "unarchive"],
  [400, "invalid_payload", "report it"],
  [400, "invalid_blocks", "report it"],
  [418, "some_new_word", "check the webhook"],
  [404, "constructor", "check the webhook"],
  [403, `<html>blocked: /services/T0/${SECRET}</html>`, "no error word"],
  // A proxy that repeats the URL, or the part of it that is the secret, alone.
  [404, SECRET, "no error word"],
  [404, `no_hook_${SECRET}`, "no error word"],
  [404, SECRET.slice(3, 12), "no error word"],
])("does not try again after HTTP %d %s, and says what to do", async (status, body, todo) => {
  slack.failNext({ status, body });
  const { code, message } = await failureOf(send());
  expect(code).toBe("SLACK_REFUSED");
  expect(message).toContain(todo);
  expect(message).toContain(todo === "no error word" ? `HTTP ${status}` : body);
  expect(slack.attempts).toHaveLength(1);
});

it("refuses a redirect: the message must not go elsewhere", async () => {
  slack.failNext({ status: 302, body: "", location: "https://evil.example/" });
  expect(await failureOf(send())).toMatchObject({
    code: "SLACK_REFUSED",
    message: expect.stringContaining("redirect") as string,
  });
  expect(slack.attempts).toHaveLength(1);
});

describe("a webhook that is replaced, and the former one revoked at once", () => {
  let next: SlackStandIn;
  beforeEach(async () => {
    next = await startSlack();
  });
  afterEach(() => next.close());
  const replaced = (anew = false) => Promise.resolve((anew ? next : slack).webhookUrl);

  it("loses no message: what the former one refuses is sent to the one that is there now", async () => {
    slack.failNext({ status: 404, body: "no_service" });
    await send({ webhookUrl: replaced });
    expect([slack.attempts.length, next.messages.length]).toEqual([1, 1]);
  });

  it("is asked for once: what that one refuses too is refused", async () => {
    slack.failNext({ status: 404, body: "no_service" });
    next.failNext({ status: 410, body: "channel_is_archived" });
    expect((await failureOf(send({ webhookUrl: replaced }))).message).toContain("channel_is_archived");
    expect([slack.attempts.length, next.attempts.length]).toEqual([1, 1]);
  });

  it("is not asked for when Slack only is not there", async () => {
    for (let n = 0; n < 3; n += 1) slack.failNext({ status: 500, body: "" });
    expect((await failureOf(send({ webhookUrl: replaced }))).code).toBe("SLACK_UNAVAILABLE");
    expect(next.attempts).toEqual([]);
  });
});

it("lets an error of the webhook's parameter pass as it is", async () => {
  const unusable = new CodedError("WEBHOOK_UNUSABLE", "no such parameter");
  await expect(send({ webhookUrl: () => Promise.reject(unusable) })).rejects.toBe(unusable);
});
