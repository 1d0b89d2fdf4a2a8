import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { paceTable } from "../../../functions/adapters/pace-table";
import { startDynamoDb, type DynamoDbStandIn } from "../../../local/stand-ins/dynamodb/server";
import { clientConfig } from "../../local/stand-ins/support";

const NOW = Date.parse("2026-03-02T10:00:00.000Z");

let db: DynamoDbStandIn;
let client: DynamoDBClient;
beforeEach(async () => {
  db = await startDynamoDb({ tables: [{ TableName: "notified", hashKey: "Key" }] });
  client = new DynamoDBClient(clientConfig(db.url));
});
afterEach(async () => {
  client.destroy();
  await db.close();
});

const pace = (tableName = "notified") => paceTable({ client, tableName, spacingMs: 1_000 });
/** Milliseconds from NOW to the moment that is given to one who asks at `at`. */
const slot = async (at = 0, latest = 60_000) => {
  const given = await pace().slot(new Date(NOW + at), new Date(NOW + latest));
  return given && given.getTime() - NOW;
};

it("gives the present moment when nobody queues, and each next one a second later", async () => {
  expect([await slot(), await slot(), await slot(500)]).toEqual([0, 1_000, 2_000]);
});

it("gives no moment of the past", async () => {
  await slot();
  expect(await slot(7_300)).toBe(7_300);
  expect(await slot(7_300)).toBe(8_300);
});

it("gives thirty executions at once thirty moments, a second apart", async () => {
  const given = await Promise.all(Array.from({ length: 30 }, () => slot()));
  expect(given.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, n) => n * 1_000));
});

it("gives none that is too late, and takes none then", async () => {
  expect([await slot(0, 1_500), await slot(0, 1_500), await slot(0, 1_500)]).toEqual([0, 1_000, undefined]);
  expect(await slot(0, 2_000)).toBe(2_000);
});

it("waits for no moment that only a clock gone wrong can have asked for", async () => {
  await pace().slot(new Date(NOW + 86_400_000), new Date(NOW + 86_400_000));
  expect([await slot(), await slot()]).toEqual([0, 1_000]);
});

it("says TABLE_REFUSED for a table that is not there", async () => {
  await expect(pace("elsewhere").slot(new Date(NOW), new Date(NOW))).rejects.toMatchObject({ name: "TABLE_REFUSED" });
});
