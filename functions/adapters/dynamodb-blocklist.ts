import {
  DeleteItemCommand,
  paginateScan,
  ScanCommand,
  UpdateItemCommand,
  type AttributeValue,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { isExpired, liftedLongAgo, type HostRow } from "../domain/host-row";
import type { Blocklist } from "../ports/blocklist";
import { inParallel } from "../runtime/in-parallel";
import { noText, TEXT_TYPE, unchanged } from "./dynamodb-conditions";
import { ifConditionHolds, onTable, written } from "./dynamodb-errors";
import { readRow, recordHost } from "./dynamodb-record";
import { rowFrom } from "./dynamodb-rows";

/** The blocklist in its DynamoDB table. */
export function dynamoDbBlocklist(client: DynamoDBClient, table: string): Blocklist {
  const key = (host: string) => marshall({ HostIp: host });
  const isGone = async (host: string) => (await readRow(client, table, host)) === undefined;
  return {
    record: (row, now) => recordHost(client, table, row, now),

    get: async (hosts) => {
      const rows = await inParallel(hosts, (host) => readRow(client, table, host));
      return rows.filter((row) => row !== undefined);
    },

    readAll: () =>
      onTable(table, async () => {
        const rows: HostRow[] = [];
        for await (const page of paginateScan({ client }, { TableName: table, ConsistentRead: true })) {
          rows.push(...rowsOf(page.Items));
        }
        return rows;
      }),

    findExpired: (now, limit, after) =>
      onTable(table, async () => {
        const rows: HostRow[] = [];
        let start: Record<string, AttributeValue> | undefined = after === "" ? undefined : key(after);
        do {
          const page = await client.send(
            new ScanCommand({
              TableName: table,
              ConsistentRead: true,
              FilterExpression: `(ExpiresAt <= :now OR ${noText("ExpiresAt")}) AND (attribute_not_exists(LiftedAt) OR LiftedAt <= :lifted)`,
              ExpressionAttributeValues: marshall({
                ":now": now.toISOString(),
                ":lifted": liftedLongAgo(now).toISOString(),
                ...TEXT_TYPE,
              }),
              ...(start && { ExclusiveStartKey: start }),
            }),
          );
          rows.push(...rowsOf(page.Items));
          start = page.LastEvaluatedKey;
        } while (start !== undefined && rows.length < limit);
        return { rows: rows.slice(0, limit), more: start !== undefined || rows.length > limit };
      }),

    removeExpired: async (row, now) => {
      if (!isExpired(row, now)) return false;
      const asRead = unchanged(row, ["ExpiresAt"]);
      const deletion = new DeleteItemCommand({
        TableName: table,
        Key: key(row.HostIp),
        ConditionExpression: asRead.expression,
        ExpressionAttributeValues: marshall(asRead.values),
      });
      return written(
        table,
        () => client.send(deletion),
        () => isGone(row.HostIp),
      );
    },

    lift: async (host, findingId, now) => {
      const end = new UpdateItemCommand({
        TableName: table,
        Key: key(host),
        UpdateExpression: "SET ExpiresAt = :now, LiftedAt = :now",
        ConditionExpression:
          "FindingId = :finding AND #source = :finding_source AND ExpiresAt > :now AND attribute_not_exists(LiftedAt)",
        ExpressionAttributeNames: { "#source": "Source" },
        ExpressionAttributeValues: marshall({
          ":now": now.toISOString(),
          ":finding": findingId,
          ":finding_source": "finding",
        }),
      });
      const liftedRow = async () => {
        const row = await readRow(client, table, host);
        return row?.LiftedAt !== undefined && row.FindingId === findingId ? row : undefined;
      };
      const isOurs = async () => (await liftedRow())?.LiftedAt === now.toISOString();
      if (await written(table, () => client.send(end), isOurs)) return true;
      return (await liftedRow())?.EnforcedAt !== undefined;
    },

    markEnforced: async (row, now) => {
      const asRead = unchanged(row, ["CreatedAt"]);
      const mark = new UpdateItemCommand({
        TableName: table,
        Key: key(row.HostIp),
        UpdateExpression: "SET EnforcedAt = :now",
        ConditionExpression: asRead.expression,
        ExpressionAttributeValues: marshall({ ":now": now.toISOString(), ...asRead.values }),
      });
      return (await ifConditionHolds(table, () => client.send(mark))) !== undefined;
    },

    unmarkEnforced: async (row) => {
      const asRead = unchanged(row, ["CreatedAt", "LastSeenAt", "ExpiresAt"]);
      const unmark = new UpdateItemCommand({
        TableName: table,
        Key: key(row.HostIp),
        UpdateExpression: "REMOVE EnforcedAt",
        ConditionExpression: asRead.expression,
        ExpressionAttributeValues: marshall(asRead.values),
      });
      if ((await ifConditionHolds(table, () => client.send(unmark))) !== undefined) return true;
      // A row that is gone cannot claim to be enforced.
      return isGone(row.HostIp);
    },
  };
}

const rowsOf = (items: readonly Record<string, AttributeValue>[] | undefined): HostRow[] => (items ?? []).map(rowFrom);
