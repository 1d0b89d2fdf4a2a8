import { removeIpEnv } from "../../../functions/remove-ip-from-ddb/env";
import { OTHER_PUBLIC_V4, PUBLIC_V4 } from "../../support/findings";
import { coldStart } from "../add-ip-to-ddb/cold-start";
import { after, MEMORY_TABLE, row, startWorld, TABLE, type World } from "../support/world";

const VARIABLES = removeIpEnv.render({
  ENVIRONMENT_NAME: "test",
  BLOCKLIST_TABLE: TABLE,
  MEMORY_TABLE,
  MEMORY_DAYS: "90",
});
const start = (variables: Readonly<Record<string, string>> = {}, url = world.dynamoDb.url) =>
  coldStart(() => import("../../../functions/remove-ip-from-ddb/index"), { ...VARIABLES, ...variables }, url);

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
const expiredRow = { HostIp: PUBLIC_V4, ...ended };
const page = (Expired: readonly unknown[], overrides = {}) => ({
  Expired: { Payload: { PruneNeeded: true, ExpiredCount: 1, Expired, More: false, Cursor: "", ...overrides } },
});

it("removes what has ended by the system's clock, logs it and counts it", async () => {
  await world.put(row(PUBLIC_V4, ended), row(OTHER_PUBLIC_V4, running));
  const state = page([expiredRow, { HostIp: OTHER_PUBLIC_V4, ...running }]);
  const { answer, log } = await handle(state, { awsRequestId: "request-1" });
  expect(answer).toEqual({
    Removed: [PUBLIC_V4],
    RemovedCount: 1,
    Unenforced: [],
    UnenforcedCount: 0,
    KeptCount: 1,
    More: false,
  });
  expect((await world.rows()).map(({ HostIp }) => HostIp)).toEqual([OTHER_PUBLIC_V4]);
  expect(log).toMatchObject([
    { code: "EXPIRED_REMOVED", requestId: "request-1", service: "remove-ip-from-ddb", removed: 1, kept: 1 },
    { HostsExpired: 1, environment: "test" },
  ]);
});

it.each([
  ["null", null],
  ["missing", undefined],
  ["a list of hosts", [expiredRow]],
  ["empty", {}],
  ["a page without a payload", { Expired: {} }],
  ["a page that is not wrapped", { Expired: page([expiredRow]).Expired.Payload }],
  ["a page of texts", page([PUBLIC_V4])],
  ["a page of null", page([null])],
  ["a page of a host without the end that was read", page([{ HostIp: PUBLIC_V4 }])],
  ["a page of a host whose end is a number", page([{ HostIp: PUBLIC_V4, ExpiresAt: 7 }])],
  ["a page that does not say whether there is more", page([expiredRow], { More: undefined })],
  ["a page after one that is none", { ...page([expiredRow]), Removed: { Payload: { Removed: [PUBLIC_V4] } } }],
])("an input that is %s ends in EVENT_INVALID, and removes nothing", async (_, input) => {
  await world.put(row(PUBLIC_V4, ended));
  const { error, log } = await handle(input);
  expect(error).toMatchObject({
    name: "EVENT_INVALID",
    message: expect.stringMatching(/^the list of expired hosts cannot be read: \w/) as unknown,
  });
  expect(log).toMatchObject([{ level: "ERROR", code: "EVENT_INVALID" }]);
  expect(await world.rowOf(PUBLIC_V4)).toEqual(row(PUBLIC_V4, ended));
});

it.each([
  ["is not there fails as TABLE_REFUSED", { BLOCKLIST_TABLE: "elsewhere" }, undefined, "TABLE_REFUSED"],
  ["does not answer fails as TABLE_UNAVAILABLE", {}, "http://127.0.0.1:9", "TABLE_UNAVAILABLE"],
])("a table that %s", async (_, variables, url, code) => {
  const { error, log } = await (await start(variables, url))(page([expiredRow]));
  expect(error).toMatchObject({ name: code });
  expect(log).toMatchObject([{ level: "ERROR", code }]);
});

it("does not start without the table's name", async () => {
  await expect(start({ BLOCKLIST_TABLE: "" })).rejects.toMatchObject({ name: "ENV_INVALID" });
});
