import { getIpEnv } from "../../../functions/get-ip-from-ddb/env";
import { PUBLIC_V4 } from "../../support/findings";
import { coldStart } from "../add-ip-to-ddb/cold-start";
import { after, row, startWorld, TABLE, type World } from "../support/world";

const VARIABLES = getIpEnv.render({ ENVIRONMENT_NAME: "test", BLOCKLIST_TABLE: TABLE, PAGE_HOSTS: "1" });
const start = (variables: Readonly<Record<string, string>> = {}, url = world.dynamoDb.url) =>
  coldStart(() => import("../../../functions/get-ip-from-ddb/index"), { ...VARIABLES, ...variables }, url);

/** One warm instance for them all. */
let world: World;
let handle: Awaited<ReturnType<typeof coldStart>>;
beforeAll(async () => {
  world = await startWorld();
  handle = await start();
});
afterAll(() => world.close());

/** Ended by the system's clock, which is the handler's. */
const ended = { ExpiresAt: after(-1, new Date()).toISOString() };
const running = { ExpiresAt: after(1, new Date()).toISOString() };
/** What EventBridge Scheduler starts the state machine with. */
const SCHEDULED = { source: "aws.scheduler", time: "2026-03-02T10:00:00Z" };

it("answers the schedule with a page of its configured size, by the system's clock", async () => {
  await world.put(row(PUBLIC_V4, ended), row("5.6.7.1", ended), row("5.6.7.2", running));
  const { answer, log } = await handle(SCHEDULED, { awsRequestId: "request-1" });
  expect(answer).toMatchObject({ PruneNeeded: true, ExpiredCount: 1, Expired: [ended], More: true });
  expect(log).toMatchObject([{ code: "EXPIRED_FOUND", requestId: "request-1", service: "get-ip-from-ddb" }]);
});

it.each([
  ["null", null],
  ["missing", undefined],
  ["a text", "now"],
  ["a list", []],
  ["a page that is none", { Expired: 7 }],
  ["a page without a payload", { Expired: {} }],
  [
    "a page without a cursor",
    { Expired: { Payload: { PruneNeeded: true, ExpiredCount: 0, Expired: [], More: true } } },
  ],
  [
    "a page whose cursor is a number",
    { Expired: { Payload: { PruneNeeded: true, ExpiredCount: 0, Expired: [], More: true, Cursor: 7 } } },
  ],
])("an input that is %s ends in EVENT_INVALID", async (_, input) => {
  const asked = world.dynamoDb.calls.length;
  const { error, log } = await handle(input);
  expect(error).toMatchObject({
    name: "EVENT_INVALID",
    message: expect.stringMatching(/^the state of the prune cannot be read: \w/) as unknown,
  });
  expect(log).toMatchObject([{ level: "ERROR", code: "EVENT_INVALID" }]);
  expect(world.dynamoDb.calls).toHaveLength(asked);
});

it.each([
  ["is not there fails as TABLE_REFUSED", { BLOCKLIST_TABLE: "elsewhere" }, undefined, "TABLE_REFUSED"],
  ["does not answer fails as TABLE_UNAVAILABLE", {}, "http://127.0.0.1:9", "TABLE_UNAVAILABLE"],
])("a table that %s", async (_, variables, url, code) => {
  const { error, log } = await (await start(variables, url))(SCHEDULED);
  expect(error).toMatchObject({ name: code });
  expect(log).toMatchObject([{ level: "ERROR", code }]);
});

it.each(["", "-1", "many"])("does not start when PAGE_HOSTS is %j", async (PAGE_HOSTS) => {
  await expect(start({ PAGE_HOSTS })).rejects.toMatchObject({ name: "ENV_INVALID" });
});
