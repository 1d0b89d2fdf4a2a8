import { snsSigner } from "../../../functions/adapters/sns-signer";
import { startSns, type SnsStandIn } from "../../../local/stand-ins/sns/server";

const TOPIC = "arn:aws:sns:us-west-2:111122223333:security";
const NOW = Date.parse("2026-03-01T12:00:00.000Z");
const before = { ...process.env };

let sns: SnsStandIn;
beforeEach(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" });
  sns = await startSns({ topicArns: [TOPIC], now: () => NOW });
});
afterEach(async () => {
  process.env = { ...before };
  await sns.close();
});

const GOOD = { Action: "Publish", Version: "2010-03-31", TopicArn: TOPIC, Subject: "subject", Message: "text" };
async function publish(
  form: Partial<typeof GOOD>,
  { headers = {}, region = "us-west-2" }: { readonly headers?: Record<string, string>; readonly region?: string } = {},
) {
  const entries = Object.entries({ ...GOOD, ...form }).filter(([, value]) => value !== undefined);
  const body = new URLSearchParams(entries).toString();
  const url = new URL(sns.url);
  const signed = await snsSigner(region)(url, body);
  return fetch(url, { method: "POST", headers: { ...signed, ...headers }, body });
}

it("takes a message that is published as SNS wants it, and writes it down", async () => {
  const response = await publish({ Message: "größer & more" });

  expect([response.status, await response.text()]).toEqual([200, expect.stringContaining("<MessageId>")]);
  expect(sns.published).toEqual([{ at: NOW, topicArn: TOPIC, subject: "subject", message: "größer & more" }]);
  expect(sns.calls).toMatchObject([{ operation: "Publish", outcome: "ok", caller: "local" }]);
});

it.each<[string, Partial<typeof GOOD>, Parameters<typeof publish>[1], number, string]>([
  ["a topic that is not there", { TopicArn: `${TOPIC}-2` }, {}, 404, "NotFound"],
  ["a subject of 101 characters", { Subject: "x".repeat(101) }, {}, 400, "InvalidParameter"],
  ["a subject with a line break", { Subject: "a\nb" }, {}, 400, "InvalidParameter"],
  ["a subject that is not ASCII", { Subject: "grün" }, {}, 400, "InvalidParameter"],
  ["a subject that begins with a blank", { Subject: " a" }, {}, 400, "InvalidParameter"],
  ["an empty message", { Message: "" }, {}, 400, "InvalidParameter"],
  ["a message over 256 KB", { Message: "x".repeat(262_145) }, {}, 400, "InvalidParameter"],
  ["another action", { Action: "Subscribe" }, {}, 400, "InvalidAction"],
  ["no signature", {}, { headers: { authorization: "" } }, 403, "IncompleteSignature"],
  ["a signature for another region", {}, { region: "eu-west-1" }, 403, "SignatureDoesNotMatch"],
  ["JSON", {}, { headers: { "content-type": "application/json" } }, 400, "InvalidAction"],
])("refuses %s", async (_, form, options, status, code) => {
  const response = await publish(form, options);

  expect([response.status, await response.text()]).toEqual([status, expect.stringContaining(`<Code>${code}</Code>`)]);
  expect([sns.published, sns.calls.map(({ outcome }) => outcome)]).toEqual([[], [code]]);
});

it("answers with the faults that were asked for, in their order", async () => {
  sns.failNext({ status: 500, code: "InternalError" });

  expect((await publish({})).status).toBe(500);
  expect((await publish({})).status).toBe(200);
});
