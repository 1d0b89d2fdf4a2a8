import { paginateScan, type AttributeValue, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { onTable } from "../../functions/adapters/dynamodb-errors";
import { readItem } from "../../functions/adapters/dynamodb-rows";

/** A row as the table has it, in JSON's own types: with what others have added. */
export type Item = Readonly<Record<string, unknown>>;

export async function readItems(client: DynamoDBClient, table: string): Promise<readonly Item[]> {
  return onTable(table, async () => {
    const items: Item[] = [];
    for await (const page of paginateScan({ client }, { TableName: table, ConsistentRead: true })) {
      items.push(...(page.Items ?? []).map(itemFrom));
    }
    return items.toSorted((a, b) => (String(a.HostIp) < String(b.HostIp) ? -1 : 1));
  });
}

export const itemFrom = (item: Record<string, AttributeValue>): Item =>
  plain(unmarshall(item, { wrapNumbers: Number })) as Item;

/** Sets become lists and bytes base64: JSON has neither, and nothing of ours is one. Names in order: same row, same text. */
function plain(value: unknown): unknown {
  if (value instanceof Set) return [...(value as Set<unknown>)].map(plain);
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, one]) => [name, plain(one)]));
}

/** One row, read consistently. */
export async function itemOf(client: DynamoDBClient, table: string, host: string): Promise<Item | undefined> {
  const item = await readItem(client, table, host);
  return item && itemFrom(item);
}
