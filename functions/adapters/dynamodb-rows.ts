import { GetItemCommand, type AttributeValue, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { readHostRow, type HostRow } from "../domain/host-row";
import { onTable } from "./dynamodb-errors";

/** An item of the blocklist. A number that a hand put there may be larger than JavaScript's: it must stop no other row. */
export const rowFrom = (item: Record<string, AttributeValue>): HostRow =>
  readHostRow(unmarshall(item, { wrapNumbers: true }));

/** One item by its host, read consistently. */
export async function readItem(
  client: DynamoDBClient,
  table: string,
  host: string,
): Promise<Record<string, AttributeValue> | undefined> {
  const { Item } = await onTable(table, () =>
    client.send(new GetItemCommand({ TableName: table, Key: marshall({ HostIp: host }), ConsistentRead: true })),
  );
  return Item;
}

/** One row by its host, read consistently. */
export async function readRow(client: DynamoDBClient, table: string, host: string): Promise<HostRow | undefined> {
  const item = await readItem(client, table, host);
  return item && rowFrom(item);
}
