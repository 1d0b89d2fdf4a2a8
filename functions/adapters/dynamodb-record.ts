import { GetItemCommand, PutItemCommand, UpdateItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { CodedError } from "../contract/coded-error";
import { isExpired, type HostRow } from "../domain/host-row";
import type { Recorded } from "../ports/blocklist";
import { noText, TEXT_TYPE, unchanged } from "./dynamodb-conditions";
import { ifConditionHolds, onTable } from "./dynamodb-errors";
import { rowFrom } from "./dynamodb-rows";

const ATTEMPTS = 5;

/**
 * Records a sighting. Each step is one conditional write, so that any number of writers may race:
 *
 * | row in the table                          | write                         | outcome  |
 * |-------------------------------------------|-------------------------------|----------|
 * | none                                      | put                           | recorded |
 * | expired, sighting newer than its last     | put (a new block)             | recorded |
 * | expired, sighting not newer               | put refused                   | ended    |
 * | running, sighting not newer               | put refused                   | repeated |
 * | running, sighting newer                   | put refused, then update      | extended |
 *
 * An extension moves LastSeenAt and ExpiresAt forward only; the finding that began the block stays named, since
 * it is the one whose suppression lifts it.
 */
export async function recordHost(client: DynamoDBClient, table: string, row: HostRow, now: Date): Promise<Recorded> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (await begin(client, table, row, now)) return { outcome: "recorded", row };
    const running = await readRow(client, table, row.HostIp);
    if (running === undefined) continue;
    if (isExpired(running, now)) {
      if (running.LastSeenAt >= row.LastSeenAt) return { outcome: "ended", row: running };
      continue;
    }
    if (running.LastSeenAt >= row.LastSeenAt) return { outcome: "repeated", row: running };
    const extended = await extend(client, table, running, row);
    if (extended !== undefined) return { outcome: "extended", row: extended };
  }
  throw new CodedError(
    "TABLE_UNAVAILABLE",
    `the row of ${row.HostIp} changed ${ATTEMPTS} times while it was recorded; try again`,
  );
}

/** One row, read consistently. */
export async function readRow(client: DynamoDBClient, table: string, host: string): Promise<HostRow | undefined> {
  const { Item } = await onTable(table, () =>
    client.send(new GetItemCommand({ TableName: table, Key: marshall({ HostIp: host }), ConsistentRead: true })),
  );
  return Item && rowFrom(Item);
}

async function begin(client: DynamoDBClient, table: string, row: HostRow, now: Date): Promise<boolean> {
  const put = new PutItemCommand({
    TableName: table,
    Item: marshall(row, { removeUndefinedValues: true }),
    ConditionExpression:
      `attribute_not_exists(HostIp) OR ((${noText("ExpiresAt")} OR ExpiresAt <= :now) ` +
      `AND (${noText("LastSeenAt")} OR LastSeenAt < :seen))`,
    ExpressionAttributeValues: marshall({ ":now": now.toISOString(), ":seen": row.LastSeenAt, ...TEXT_TYPE }),
  });
  return (await ifConditionHolds(table, () => client.send(put))) !== undefined;
}

async function extend(
  client: DynamoDBClient,
  table: string,
  running: HostRow,
  row: HostRow,
): Promise<HostRow | undefined> {
  const asRead = unchanged(running, ["CreatedAt", "LastSeenAt", "ExpiresAt"]);
  const update = new UpdateItemCommand({
    TableName: table,
    Key: marshall({ HostIp: row.HostIp }),
    UpdateExpression: "SET LastSeenAt = :seen, ExpiresAt = :expires",
    ConditionExpression: asRead.expression,
    ExpressionAttributeValues: marshall({
      ":seen": row.LastSeenAt,
      ":expires": row.ExpiresAt > running.ExpiresAt ? row.ExpiresAt : running.ExpiresAt,
      ...asRead.values,
    }),
    ReturnValues: "ALL_NEW",
  });
  const result = await ifConditionHolds(table, () => client.send(update));
  return result?.Attributes && rowFrom(result.Attributes);
}
