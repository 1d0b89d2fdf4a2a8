import { startSlack, type SlackStandIn } from "../../../local/stand-ins/slack/server";

const NOW = 1_772_366_400_000;
let slack: SlackStandIn;
beforeEach(async () => {
  slack = await startSlack({ now: () => NOW });
});
afterEach(() => slack.close());

const post = (payload: unknown, overrides: { contentType?: string; url?: string; method?: string } = {}) =>
  fetch(overrides.url ?? slack.webhookUrl, {
    method: overrides.method ?? "POST",
    headers: { "content-type": overrides.contentType ?? "application/json" },
    body: typeof payload === "string" ? payload : JSON.stringify(payload),
    redirect: "manual",
  });

const plain = (text: string) => ({ type: "plain_text", text });
const mrkdwn = (text: string) => ({ type: "mrkdwn", text });
const letters = (count: number) => "x".repeat(count);
const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);
const button = (overrides: object = {}) => ({
  type: "button",
  text: plain("Open"),
  url: "https://example.com",
  ...overrides,
});
const DIVIDER = { type: "divider" };

it("takes a message with text and blocks, and answers ok as text", async () => {
  const blocks = [{ type: "header", text: plain("Blocked") }, DIVIDER];

  const response = await post({ text: "blocked 192.0.2.1", blocks });

  expect(response.status).toBe(200);
  expect(await response.text()).toBe("ok");
  expect(slack.messages).toEqual([{ at: NOW, text: "blocked 192.0.2.1", blocks }]);
  expect(new URL(slack.webhookUrl).pathname).toMatch(/^\/services\/T\w+\/B\w+\/\w+$/);
});

it.each([
  ["text alone", { text: "hello" }],
  ["blocks alone", { blocks: [DIVIDER] }],
  ["50 blocks", { text: "t", blocks: times(50, DIVIDER) }],
  ["a header of 150 characters", { blocks: [{ type: "header", text: plain(letters(150)) }] }],
  ["a section of 3000 characters", { blocks: [{ type: "section", text: mrkdwn(letters(3000)) }] }],
  ["a section of 10 fields of 2000", { blocks: [{ type: "section", fields: times(10, mrkdwn(letters(2000))) }] }],
  ["a section with a button", { blocks: [{ type: "section", text: mrkdwn("t"), accessory: button() }] }],
  ["a context of 10 elements", { blocks: [{ type: "context", elements: times(10, mrkdwn("c")) }] }],
  ["25 buttons", { blocks: [{ type: "actions", elements: times(25, button()) }] }],
  ["a button's text of 75", { blocks: [{ type: "actions", elements: [button({ text: plain(letters(75)) })] }] }],
  ["a button's URL of 3000", { blocks: [{ type: "actions", elements: [button({ url: letters(3000) })] }] }],
])("takes %s", async (_what, payload) => {
  expect((await post(payload)).status).toBe(200);
  expect(slack.messages).toHaveLength(1);
});

it.each([
  ["51 blocks", times(51, DIVIDER), "blocks: 51 of at most 50"],
  ["blocks that are no list", {}, "is not a list"],
  ["a block of an unknown type", [{ type: "carousel" }], 'blocks[0].type: "carousel"'],
  ["a block that is text", ["hello"], "blocks[0] is not an object"],
  ["a block_id of 256", [{ ...DIVIDER, block_id: letters(256) }], "blocks[0].block_id"],
  ["a header of 151 characters", [{ type: "header", text: plain(letters(151)) }], "blocks[0].text.text: 151"],
  ["a header in mrkdwn", [{ type: "header", text: mrkdwn("h") }], "blocks[0].text"],
  ["a section with nothing in it", [DIVIDER, { type: "section" }], "blocks[1] needs text or fields"],
  [
    "a section of 3001 characters",
    [{ type: "section", text: mrkdwn(letters(3001)) }],
    "3001 characters of at most 3000",
  ],
  ["an empty text", [{ type: "section", text: mrkdwn("") }], "blocks[0].text.text is empty"],
  ["11 fields", [{ type: "section", fields: times(11, mrkdwn("f")) }], "blocks[0].fields: 11 of at most 10"],
  ["no fields", [{ type: "section", fields: [] }], "blocks[0].fields needs at least one"],
  [
    "a field of 2001",
    [{ type: "section", fields: [mrkdwn("f"), mrkdwn(letters(2001))] }],
    "blocks[0].fields[1].text: 2001",
  ],
  ["an accessory of an unknown type", [{ type: "section", text: mrkdwn("t"), accessory: {} }], "blocks[0].accessory"],
  [
    "11 context elements",
    [{ type: "context", elements: times(11, mrkdwn("c")) }],
    "blocks[0].elements: 11 of at most 10",
  ],
  ["no context elements", [{ type: "context" }], "blocks[0].elements needs at least one"],
  ["26 buttons", [{ type: "actions", elements: times(26, button()) }], "blocks[0].elements: 26 of at most 25"],
  [
    "a button's text of 76",
    [{ type: "actions", elements: [button({ text: plain(letters(76)) })] }],
    "76 characters of at most 75",
  ],
  ["a button's text in mrkdwn", [{ type: "actions", elements: [button({ text: mrkdwn("b") })] }], "elements[0].text"],
  [
    "a button's URL of 3001",
    [{ type: "actions", elements: [button({ url: letters(3001) })] }],
    "elements[0].url: 3001",
  ],
])("refuses %s as invalid_blocks", async (_what, blocks, problem) => {
  const response = await post({ text: "t", blocks });

  expect([response.status, await response.text()]).toEqual([400, "invalid_blocks"]);
  expect(slack.attempts.at(-1)?.problems.join()).toContain(problem);
  expect(slack.messages).toEqual([]);
});

it.each([
  ["nothing to say", {}, {}, 400, "no_text"],
  ["empty text and no blocks", { text: "", blocks: [] }, {}, 400, "no_text"],
  ["text that is a number", { text: 7 }, {}, 400, "invalid_payload"],
  ["what is no JSON", "text=hello", {}, 400, "invalid_payload"],
  ["a form", { text: "t" }, { contentType: "application/x-www-form-urlencoded" }, 400, "invalid_payload"],
  ["PUT", { text: "t" }, { method: "PUT" }, 405, "method_not_allowed"],
])("refuses %s", async (_what, payload, overrides, status, answer) => {
  const response = await post(payload, overrides);

  expect([response.status, await response.text()]).toEqual([status, answer]);
  expect(slack.messages).toEqual([]);
});

it("knows no other webhook than its own", async () => {
  const response = await post({ text: "t" }, { url: `${slack.webhookUrl}2` });

  expect([response.status, await response.text()]).toEqual([404, "no_service"]);
});

it.each([
  [{ status: 429, body: "rate_limited", retryAfterSeconds: 30 }, "retry-after", "30"],
  [{ status: 404, body: "channel_not_found" }, "retry-after", null],
  [{ status: 403, body: "action_prohibited" }, "location", null],
  [{ status: 410, body: "channel_is_archived" }, "location", null],
  [{ status: 302, body: "", location: "https://example.com/" }, "location", "https://example.com/"],
  [{ status: 500, body: "rollup_error" }, "retry-after", null],
])("answers %j once, in the order of the faults", async (fault, header, value) => {
  slack.failNext(fault);
  slack.failNext({ status: 503, body: "second" });

  const failed = await post({ text: "t" });

  expect([failed.status, await failed.text(), failed.headers.get(header)]).toEqual([fault.status, fault.body, value]);
  expect((await post({ text: "t" })).status).toBe(503);
  expect((await post({ text: "t" })).status).toBe(200);
  expect(slack.messages).toHaveLength(1);
  expect(slack.attempts.map(({ status }) => status)).toEqual([fault.status, 503, 200]);
});
