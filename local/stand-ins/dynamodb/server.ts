import { CreateTableCommand, DescribeTableCommand, DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { unmarshall, type NativeAttributeValue } from "@aws-sdk/util-dynamodb";
import dynalite from "dynalite";
import { setTimeout as sleep } from "node:timers/promises";
import type { Call, Now } from "../call";
import { listenOnLoopback, type Listening } from "../http-server";
import { journalCalls, OWN_CALLS } from "./journal";

export interface TableSpec {
  readonly TableName: string;
  /** The name of the hash key, a string attribute. Our tables have no range key and no index. */
  readonly hashKey: string;
}

/** An item in JavaScript's own types. */
export type Item = Record<string, NativeAttributeValue>;

export interface DynamoDbStandIn extends Listening {
  /** All items of a table, read consistently, in no order. */
  readonly scanAll: (tableName: string) => Promise<Item[]>;
  /** What was asked, and how it ended; without the stand-in's own calls. */
  readonly calls: readonly Call[];
}

/**
 * DynamoDB in memory, by dynalite. What dynalite 4 lacks, so that a test here cannot show it:
 * - ReturnValuesOnConditionCheckFailure: ignored, a failed condition comes without the old item;
 * - UpdateTimeToLive: an unknown operation, and no item ever expires by itself;
 * - TransactWriteItems and TransactGetItems: unknown operations.
 */
export async function startDynamoDb(options: {
  readonly tables: readonly TableSpec[];
  /** For the journal. @default the system's clock */
  readonly now?: Now;
}): Promise<DynamoDbStandIn> {
  const server = dynalite({ createTableMs: 0 });
  const calls = journalCalls(server, options.now ?? Date.now);
  const { url, close } = await listenOnLoopback(server);
  const client = new DynamoDBClient({
    endpoint: url,
    region: "us-west-2",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    customUserAgent: OWN_CALLS,
  });
  await Promise.all(options.tables.map((table) => createTable(client, table)));

  return {
    url,
    calls,
    scanAll: async (tableName) => {
      const items: Item[] = [];
      for await (const page of paginateScan({ client }, { TableName: tableName, ConsistentRead: true })) {
        items.push(...(page.Items ?? []).map((item) => unmarshall(item)));
      }
      return items;
    },
    close: () => {
      client.destroy();
      return close();
    },
  };
}

async function createTable(client: DynamoDBClient, { TableName, hashKey }: TableSpec): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions: [{ AttributeName: hashKey, AttributeType: "S" }],
      KeySchema: [{ AttributeName: hashKey, KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  // The SDK's waiter sleeps two seconds between looks; the table is there in milliseconds.
  while ((await client.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus !== "ACTIVE") await sleep(1);
}
