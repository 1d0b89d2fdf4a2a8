import { DeleteItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { isPrunable } from "../domain/host-row";
import type { Pruning } from "../ports/blocklist";
import type { Memory } from "../ports/memory";
import { theVeryRow } from "./dynamodb-conditions";
import { written } from "./dynamodb-errors";
import { readRow } from "./dynamodb-rows";

/** Moves expired rows out of the blocklist. */
export function dynamoDbPruning(client: DynamoDBClient, table: string, memory: Pick<Memory, "keep">): Pruning {
  return {
    removeExpired: async (expired, now) => {
      const row = await readRow(client, table, expired.HostIp);
      if (row === undefined || row.ExpiresAt !== expired.ExpiresAt || !isPrunable(row, now)) return false;
      // Remembered first: a crash in between leaves the row, and the next prune takes it.
      await memory.keep(row, now);
      const asRead = theVeryRow(row);
      const deletion = new DeleteItemCommand({
        TableName: table,
        Key: marshall({ HostIp: row.HostIp }),
        ConditionExpression: asRead.expression,
        ExpressionAttributeValues: marshall(asRead.values),
      });
      return written(
        table,
        () => client.send(deletion),
        async () => (await readRow(client, table, row.HostIp)) === undefined,
      );
    },
  };
}
