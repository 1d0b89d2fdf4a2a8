import {
  paginateScan,
  ScanCommand,
  UpdateItemCommand,
  type AttributeValue,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { settledBefore, type HostRow } from "../domain/host-row";
import type { Blocklist } from "../ports/blocklist";
import { inParallel } from "../runtime/in-parallel";
import { noText, TEXT_TYPE, theVeryRow, unchanged } from "./dynamodb-conditions";
import { ifConditionHolds, onTable } from "./dynamodb-errors";
import { readRow, rowFrom } from "./dynamodb-rows";

/** The blocklist in its DynamoDB table. */
export function dynamoDbBlocklist(client: DynamoDBClient, table: string): Blocklist {
  const key = (host: string) => marshall({ HostIp: host });
  return {
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
              // As isPrunable: no LiftedAt, or one that is no text, is not later than anything.
              FilterExpression: `(ExpiresAt <= :now OR ${noText("ExpiresAt")}) AND NOT LiftedAt > :settled`,
              ExpressionAttributeValues: marshall({
                ":now": now.toISOString(),
                ":settled": settledBefore(now),
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

    markEnforced: async (row, now) => {
      const asRead = unchanged(row, ["CreatedAt"]);
      const mark = new UpdateItemCommand({
        TableName: table,
        Key: key(row.HostIp),
        UpdateExpression: "SET EnforcedAt = :now REMOVE ReleasedAt",
        ConditionExpression: asRead.expression,
        ExpressionAttributeValues: marshall({ ":now": now.toISOString(), ...asRead.values }),
      });
      return (await ifConditionHolds(table, () => client.send(mark))) !== undefined;
    },

    unmarkEnforced: async (row, now) => {
      const asRead = theVeryRow(row);
      const unmark = new UpdateItemCommand({
        TableName: table,
        Key: key(row.HostIp),
        UpdateExpression: "SET ReleasedAt = :now REMOVE EnforcedAt",
        ConditionExpression: asRead.expression,
        ExpressionAttributeValues: marshall({ ":now": now.toISOString(), ...asRead.values }),
      });
      if ((await ifConditionHolds(table, () => client.send(unmark))) !== undefined) return true;
      // A row that is gone cannot claim to be enforced.
      return (await readRow(client, table, row.HostIp)) === undefined;
    },
  };
}

const rowsOf = (items: readonly Record<string, AttributeValue>[] | undefined): HostRow[] => (items ?? []).map(rowFrom);
