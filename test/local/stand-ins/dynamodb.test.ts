import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { startDynamoDb, type DynamoDbStandIn } from "../../../local/stand-ins/dynamodb/server";
import { clientConfig, outcomeOf } from "./support";

const NOW = 1_772_366_400_000;
const ROW = { HostIp: "198.51.100.7", Severity: "HIGH", Sightings: 3 };

let dynamoDb: DynamoDbStandIn;
let client: DynamoDBClient;
beforeEach(async () => {
  dynamoDb = await startDynamoDb({
    tables: [
      { TableName: "blocklist", hashKey: "HostIp" },
      { TableName: "notified", hashKey: "Key" },
    ],
    now: () => NOW,
  });
  client = new DynamoDBClient(clientConfig(dynamoDb.url));
});
afterEach(async () => {
  client.destroy();
  await dynamoDb.close();
});

const put = (item: Record<string, unknown>, condition?: string) =>
  client.send(
    new PutItemCommand({
      TableName: "blocklist",
      Item: marshall(item),
      ...(condition !== undefined && { ConditionExpression: condition }),
    }),
  );

it("has its tables, empty, on a loopback port, and an empty journal", async () => {
  expect(dynamoDb.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(await dynamoDb.scanAll("blocklist")).toEqual([]);
  expect(await dynamoDb.scanAll("notified")).toEqual([]);
  expect(dynamoDb.calls).toEqual([]);
});

it("keeps items in the table that they were put into", async () => {
  await put(ROW);

  expect(await dynamoDb.scanAll("blocklist")).toEqual([ROW]);
  expect(await dynamoDb.scanAll("notified")).toEqual([]);
});

it("scans beyond one page", async () => {
  const big = "x".repeat(300_000);
  await Promise.all(Array.from({ length: 8 }, (_, index) => put({ HostIp: `192.0.2.${index}`, big })));

  expect(await dynamoDb.scanAll("blocklist")).toHaveLength(8);
});

it("holds a condition, and writes down each call with its outcome and its request", async () => {
  await put(ROW);
  const refused = await outcomeOf(put(ROW, "attribute_not_exists(HostIp)"));
  await client.send(new GetItemCommand({ TableName: "blocklist", Key: marshall({ HostIp: ROW.HostIp }) }));
  await dynamoDb.scanAll("blocklist");

  expect(refused).toBe("ConditionalCheckFailedException");
  expect(dynamoDb.calls.map(({ operation, outcome }) => `${operation} ${outcome}`)).toEqual([
    "PutItem ok",
    "PutItem ConditionalCheckFailedException",
    "GetItem ok",
  ]);
  expect(dynamoDb.calls[0]).toMatchObject({ at: NOW, request: { TableName: "blocklist" }, caller: "x" });
});

it("lets one of two writers with one condition win", async () => {
  const outcomes = await Promise.all([1, 2].map(() => outcomeOf(put(ROW, "attribute_not_exists(HostIp)"))));

  expect(outcomes.sort()).toEqual(["ConditionalCheckFailedException", "ok"]);
});

it("lacks what its comment says that it lacks", async () => {
  await put(ROW);
  const refused = await client
    .send(
      new PutItemCommand({
        TableName: "blocklist",
        Item: marshall(ROW),
        ConditionExpression: "attribute_not_exists(HostIp)",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    )
    .catch((error: unknown) => error);
  const enableTtl = new UpdateTimeToLiveCommand({
    TableName: "notified",
    TimeToLiveSpecification: { Enabled: true, AttributeName: "ExpiresAt" },
  });
  const transact = new TransactWriteItemsCommand({
    TransactItems: [{ Put: { TableName: "blocklist", Item: marshall(ROW) } }],
  });

  expect(refused).toMatchObject({ name: "ConditionalCheckFailedException" });
  expect((refused as { Item?: unknown }).Item).toBeUndefined();
  expect(await outcomeOf(client.send(enableTtl))).toBe("UnknownOperationException");
  expect(await outcomeOf(client.send(transact))).toBe("UnknownOperationException");
});
