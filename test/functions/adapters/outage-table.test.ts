import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { outageTable } from "../../../functions/adapters/outage-table";
import { startDynamoDb } from "../../../local/stand-ins/dynamodb/server";
import "../support/one-realm";
import { clientConfig } from "../../local/stand-ins/support";

const at = (minutes: number): string =>
  new Date(Date.parse("2026-03-02T10:00:00.000Z") + minutes * 60_000).toISOString();

let db: Awaited<ReturnType<typeof startDynamoDb>>;
let client: DynamoDBClient;
let tables = 0;
beforeAll(async () => {
  const names = Array.from({ length: 12 }, (_, n) => ({ TableName: `notified-${n}`, hashKey: "Key" }));
  db = await startDynamoDb({ tables: names });
  client = new DynamoDBClient(clientConfig(db.url));
});
afterAll(async () => {
  client.destroy();
  await db.close();
});
const fresh = () => {
  const tableName = `notified-${(tables += 1)}`;
  return { tableName, outages: outageTable({ client, tableName }) };
};

it("begins with the first failure, and the later ones belong to it", async () => {
  const { outages } = fresh();

  expect(await outages.fail(at(0))).toBe(at(0));
  expect(await outages.fail(at(0))).toBe(at(0));
  expect(await outages.fail(at(5))).toBe(at(0));
});

it("begins once, however many executions fail at the same moment", async () => {
  const { outages } = fresh();
  const began = await Promise.all(Array.from({ length: 10 }, (_, n) => outages.fail(at(n / 100))));

  expect(new Set(began).size).toBe(1);
});

it("is ended by one execution, and by its retries", async () => {
  const { outages } = fresh();
  await outages.fail(at(0));
  const ended = await Promise.all(["a", "b", "c"].map((one) => outages.end(at(2), one)));

  expect(ended.filter((began) => began !== undefined)).toEqual([at(0)]);
  const winner = ["a", "b", "c"][ended.findIndex((began) => began !== undefined)] ?? "";
  expect(await outages.end(at(2), winner)).toBe(at(0));
  expect(await outages.end(at(3), "later")).toBeUndefined();
});

it("is not ended by a reconcile that read the group before the last failure, nor without an outage", async () => {
  const { outages } = fresh();

  expect(await outages.end(at(0), "a")).toBeUndefined();
  await outages.fail(at(1));
  await outages.fail(at(4));
  expect(await outages.end(at(3), "a")).toBeUndefined();
  expect(await outages.end(at(5), "a")).toBe(at(1));
});

it("ends once and for all: a failure of before is none, one of afterwards begins another", async () => {
  const { outages } = fresh();
  await outages.fail(at(0));
  await outages.end(at(5), "a");

  expect(await outages.fail(at(4))).toBeUndefined();
  expect(await outages.fail(at(6))).toBe(at(6));
  expect(await outages.end(at(7), "b")).toBe(at(6));
});

it("is another one after three hours without a failure: somebody has ended it without a notification", async () => {
  const { outages } = fresh();
  await outages.fail(at(0));

  expect(await outages.fail(at(179))).toBe(at(0));
  expect(await outages.fail(at(179 + 181))).toBe(at(179 + 181));
});

it("lasts while it fails, until it has ended or for ten minutes", async () => {
  const { outages } = fresh();
  const lasts = (minutes: number) => outages.lasts(new Date(at(minutes)));

  expect(await lasts(0)).toBe(false);
  await outages.fail(at(0));
  expect([await lasts(9), await lasts(11)]).toEqual([true, false]);
  await outages.end(at(1), "a");
  expect(await lasts(2)).toBe(false);
});

it("is deleted by the table's TTL when all that belongs to it is forgotten", async () => {
  const { outages, tableName } = fresh();
  await outages.fail(at(0));

  expect(await db.scanAll(tableName)).toEqual([
    { Key: "outage|firewall", OpenedAt: at(0), FailedAt: at(0), ExpiresAt: Date.parse(at(0)) / 1_000 + 14 * 86_400 },
  ]);
});

it.each(["fail", "end"] as const)("says TABLE_REFUSED when the table is gone (%s)", async (call) => {
  const outages = outageTable({ client, tableName: "nowhere" });

  await expect(outages[call](at(0), "a")).rejects.toMatchObject({ code: "TABLE_REFUSED" });
});
