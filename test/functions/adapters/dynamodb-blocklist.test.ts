import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { dynamoDbBlocklist } from "../../../functions/adapters/dynamodb-blocklist";
import { clientConfig } from "../../local/stand-ins/support";
import { PUBLIC_V4 } from "../../support/findings";
import { after, codeOf, enforced, expired, NOW, row, startWorld, TABLE, type World } from "../support/world";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const running = (overrides = {}) => row(PUBLIC_V4, { ...enforced, ...overrides });

it("finds rows without an end as expired", async () => {
  await world.put({ ...running(), ExpiresAt: undefined });
  const { rows } = await world.blocklist.findExpired(NOW, 10, "");
  expect(rows).toMatchObject([{ HostIp: PUBLIC_V4, ExpiresAt: "" }]);
});

it("does not bring a row back by a mark", async () => {
  expect(await world.blocklist.markEnforced(running({ CreatedAt: "" }), NOW)).toBe(false);
  expect(await world.rows()).toEqual([]);
});

describe("EnforcedAt", () => {
  it("survives an extension between read and mark", async () => {
    await world.put(row(PUBLIC_V4));
    const extended = row(PUBLIC_V4, { LastSeenAt: after(-1).toISOString() });
    await world.put(extended);
    expect(await world.blocklist.markEnforced(row(PUBLIC_V4), NOW)).toBe(true);
    expect(await world.rowOf(PUBLIC_V4)).toMatchObject({
      EnforcedAt: NOW.toISOString(),
      LastSeenAt: after(-1).toISOString(),
    });
  });

  it("replaces what a hand wrote that is no time", async () => {
    await world.put({ ...row(PUBLIC_V4), EnforcedAt: 5 });
    expect(await world.blocklist.markEnforced(row(PUBLIC_V4), NOW)).toBe(true);
    expect((await world.rowOf(PUBLIC_V4))?.EnforcedAt).toBe(NOW.toISOString());
  });

  it("reads a row whose number no JavaScript number holds", async () => {
    await world.client.send(
      new PutItemCommand({ TableName: TABLE, Item: { HostIp: { S: PUBLIC_V4 }, Odd: { N: "9007199254740993.5" } } }),
    );
    expect(await world.blocklist.readAll()).toMatchObject([{ HostIp: PUBLIC_V4, ExpiresAt: "" }]);
  });

  it.each([
    ["recorded anew", [row(PUBLIC_V4, { CreatedAt: NOW.toISOString() })]],
    ["deleted", []],
  ])("is not set on a row that was %s", async (_, present) => {
    await world.put(...present);
    expect(await world.blocklist.markEnforced(row(PUBLIC_V4), NOW)).toBe(false);
    expect(await world.rows()).toEqual(present);
  });

  it.each([
    ["as it was read", running(), true, false],
    ["extended", running({ LastSeenAt: NOW.toISOString() }), false, true],
    ["given another end", running({ ExpiresAt: after(1_000).toISOString() }), false, true],
    ["recorded anew", running({ CreatedAt: NOW.toISOString() }), false, true],
  ])("goes from a row that is %s: %#", async (_, present, unmarked, still) => {
    await world.put(present);
    expect(await world.blocklist.unmarkEnforced(running(), NOW)).toBe(unmarked);
    expect((await world.rowOf(PUBLIC_V4))?.EnforcedAt !== undefined).toBe(still);
  });

  it("goes with the moment since when, which goes when it comes back", async () => {
    await world.put(running());
    await world.blocklist.unmarkEnforced(running(), NOW);
    expect(await world.rowOf(PUBLIC_V4)).toMatchObject({ ReleasedAt: NOW.toISOString() });
    await world.blocklist.markEnforced(running(), NOW);
    expect((await world.rowOf(PUBLIC_V4))?.ReleasedAt).toBeUndefined();
  });

  it("of a row that is gone is gone, and the row is not brought back", async () => {
    expect(await world.blocklist.unmarkEnforced(running(), NOW)).toBe(true);
    expect(await world.rows()).toEqual([]);
  });
});

it("reads more rows than one page of 1 MB holds, and finds expired ones page by page", async () => {
  const many = Array.from({ length: 5_000 }, (_, n) =>
    row(`5.1.${n >> 8}.${n & 255}`, { Reason: "r".repeat(256), ...(n % 2 === 0 && expired) }),
  );
  await world.put(...many);
  const read = await world.blocklist.readAll();
  expect(new Set(read.map(({ HostIp }) => HostIp)).size).toBe(5_000);
  expect(world.dynamoDb.calls.filter(({ operation }) => operation === "Scan").length).toBeGreaterThan(1);
  expect(
    world.dynamoDb.calls.filter((call) => call.operation === "Scan" && call.request?.ConsistentRead !== true),
  ).toEqual([]);
  const page = await world.blocklist.findExpired(NOW, 100, "");
  expect([page.rows.length, page.more]).toEqual([100, true]);
  const all = await world.blocklist.findExpired(NOW, 10_000, "");
  expect([all.rows.length, all.more]).toEqual([2_500, false]);
  const exact = await world.blocklist.findExpired(NOW, 2_500, "");
  expect([exact.rows.length, exact.more]).toEqual([2_500, false]);
});

const METHODS = [
  ["get", (list: World["blocklist"]) => list.get([PUBLIC_V4])],
  ["readAll", (list: World["blocklist"]) => list.readAll()],
  ["findExpired", (list: World["blocklist"]) => list.findExpired(NOW, 1, "")],
  ["markEnforced", (list: World["blocklist"]) => list.markEnforced(running(), NOW)],
  ["unmarkEnforced", (list: World["blocklist"]) => list.unmarkEnforced(running(), NOW)],
] as const;

it.each(METHODS)(
  "%s fails with TABLE_REFUSED without a table, TABLE_UNAVAILABLE without an answer",
  async (_, call) => {
    expect(await codeOf(call(dynamoDbBlocklist(world.client, "elsewhere")))).toBe("TABLE_REFUSED");
    const nowhere = new DynamoDBClient(clientConfig("http://127.0.0.1:9"));
    expect(await codeOf(call(dynamoDbBlocklist(nowhere, TABLE)))).toBe("TABLE_UNAVAILABLE");
    nowhere.destroy();
  },
);
