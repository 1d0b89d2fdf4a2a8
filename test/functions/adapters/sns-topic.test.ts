import { snsTopic, type SnsTopicOptions } from "../../../functions/adapters/sns-topic";
import { header, message, section } from "../../../functions/messages/blocks";
import { startSns, type SnsStandIn } from "../../../local/stand-ins/sns/server";

const TOPIC = "arn:aws:sns:eu-west-1:111122223333:security";
const MESSAGE = message("Blocked 5.6.7.8", [header("Blocked 5.6.7.8 ä & <b>"), ...section(["*why* + 100% = so"])]);

let sns: SnsStandIn;
let waits: number[];
const before = { ...process.env };
beforeEach(async () => {
  sns = await startSns({ topicArns: [TOPIC] });
  waits = [];
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" });
});
afterEach(async () => {
  process.env = { ...before };
  await sns.close();
});

const clock = {
  now: () => new Date("2026-03-02T10:00:00Z"),
  sleep: (milliseconds: number) => Promise.resolve(void waits.push(milliseconds)),
  random: () => 0.5,
};
const send = (options: Partial<SnsTopicOptions> = {}) =>
  snsTopic({ topicArn: TOPIC, endpoint: sns.url, clock, ...options }).send(MESSAGE);

it("publishes subject and text, signed for the topic's own region", async () => {
  await send();
  expect(sns.published).toMatchObject([
    {
      topicArn: TOPIC,
      subject: "Blocked 5.6.7.8 & <b>",
      message: expect.stringContaining("why + 100% = so") as string,
    },
  ]);
});

it.each([
  ["aws", "eu-west-1", "https://sns.eu-west-1.amazonaws.com/"],
  ["aws-us-gov", "us-gov-west-1", "https://sns.us-gov-west-1.amazonaws.com/"],
  ["aws-cn", "cn-north-1", "https://sns.cn-north-1.amazonaws.com.cn/"],
])("calls the endpoint of partition %s and region %s", async (partition, region, url) => {
  const requests: { readonly url: string; readonly init: RequestInit }[] = [];
  const fetch: SnsTopicOptions["fetch"] = (to, init = {}) =>
    Promise.resolve((requests.push({ url: (to as URL).href, init }), new Response("<ok/>")));
  await send({ topicArn: `arn:${partition}:sns:${region}:111122223333:security`, endpoint: undefined, fetch });
  expect(requests).toMatchObject([{ url, init: { method: "POST", redirect: "error" } }]);
  expect(JSON.stringify(requests[0]?.init.headers)).toContain(`/${region}/sns/aws4_request`);
});

it("signs with the credentials of the moment: Lambda replaces them", async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: "AKIAFIRST", AWS_SESSION_TOKEN: "token-1" });
  const headers: unknown[] = [];
  const fetch: SnsTopicOptions["fetch"] = (_, init = {}) =>
    Promise.resolve((headers.push(init.headers), new Response("<ok/>")));
  const topic = snsTopic({ topicArn: TOPIC, endpoint: sns.url, clock, fetch });
  await topic.send(MESSAGE);
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: "AKIASECOND", AWS_SESSION_TOKEN: "token-2" });
  await topic.send(MESSAGE);
  expect(headers).toMatchObject([
    { authorization: expect.stringContaining("AKIAFIRST") as string, "x-amz-security-token": "token-1" },
    { authorization: expect.stringContaining("AKIASECOND") as string, "x-amz-security-token": "token-2" },
  ]);
});

it("tries three times when SNS fails inside or throttles, with full jitter, and says so then", async () => {
  sns.failNext({ status: 500, code: "InternalError" });
  sns.failNext({ status: 400, code: "Throttled" });
  sns.failNext({ status: 503, code: "ServiceUnavailable" });
  await expect(send()).rejects.toMatchObject({
    name: "TOPIC_UNAVAILABLE",
    message: expect.stringContaining("HTTP 503") as string,
  });
  expect([sns.calls.length, waits]).toEqual([3, [500, 1_000]]);
});

it("gets through at the second try", async () => {
  sns.failNext({ status: 500, code: "InternalError" });
  await send();
  expect(sns.published).toHaveLength(1);
});

it.each([
  [404, "NotFound", "notifications.topicArn"],
  [403, "AuthorizationError", "denies sns:Publish"],
  [400, "KMSAccessDenied", "kms:GenerateDataKey"],
  [400, "InvalidParameter", "API reference"],
])("does not try again after HTTP %d %s, and says what to do", async (status, code, todo) => {
  sns.failNext({ status, code });
  await expect(send()).rejects.toMatchObject({
    name: "TOPIC_REFUSED",
    message: expect.stringContaining(todo) as string,
  });
  expect(sns.calls).toHaveLength(1);
});

it("names a connection that failed by its code, and ends with the invocation", async () => {
  const url = sns.url;
  await sns.close();
  await expect(send({ endpoint: url })).rejects.toMatchObject({
    name: "TOPIC_UNAVAILABLE",
    message: expect.stringContaining("ECONNREFUSED") as string,
  });
  await expect(send({ timeLeftMs: () => 3_000 })).rejects.toMatchObject({ name: "TOPIC_UNAVAILABLE" });
  sns = await startSns();
});
