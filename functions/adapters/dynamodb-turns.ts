import { GetItemCommand, PutItemCommand, UpdateItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { secondsToWait, type Lease } from "../domain/lease";
import type { Turns } from "../ports/turns";
import { ifConditionHolds, onTable } from "./dynamodb-errors";

/** The one row of the lease table. */
const KEY = { LeaseName: "reconcile" };
const OWNER = { "#owner": "Owner" };

/** Turns by a row in DynamoDB: whoever changes the row that was read has the turn. */
export function dynamoDbTurns(client: DynamoDBClient, table: string): Turns {
  const read = async (): Promise<Lease | undefined> => {
    const { Item } = await onTable(table, () =>
      client.send(new GetItemCommand({ TableName: table, Key: marshall(KEY), ConsistentRead: true })),
    );
    return Item && (unmarshall(Item) as Lease);
  };

  const replace = async (former: Lease | undefined, next: Lease): Promise<boolean> => {
    const put = new PutItemCommand({
      TableName: table,
      Item: marshall({ ...KEY, ...next }),
      ...(former === undefined
        ? { ConditionExpression: "attribute_not_exists(LeaseName)" }
        : {
            ConditionExpression: `#owner = :owner AND TakenAt = :taken AND ${former.EndedAt === undefined ? "attribute_not_exists(EndedAt)" : "EndedAt = :ended"}`,
            ExpressionAttributeNames: OWNER,
            ExpressionAttributeValues: marshall({
              ":owner": former.Owner,
              ":taken": former.TakenAt,
              ...(former.EndedAt !== undefined && { ":ended": former.EndedAt }),
            }),
          }),
    });
    return (await ifConditionHolds(table, () => client.send(put))) !== undefined;
  };

  const sayCrowded = async ({ Owner, TakenAt }: Lease): Promise<void> => {
    const crowded = new UpdateItemCommand({
      TableName: table,
      Key: marshall(KEY),
      UpdateExpression: "SET Crowded = :true",
      ConditionExpression: "#owner = :owner AND TakenAt = :taken",
      ExpressionAttributeNames: OWNER,
      ExpressionAttributeValues: marshall({ ":true": true, ":owner": Owner, ":taken": TakenAt }),
    });
    await ifConditionHolds(table, () => client.send(crowded));
  };

  return {
    take: async (owner, now) => {
      const former = await read();
      // Our own: the answer to an earlier try of this very call was lost.
      if (former?.Owner === owner && former.EndedAt === undefined) return { outcome: "taken" };
      const seconds = secondsToWait(former, now);
      if (seconds === 0 && (await replace(former, { Owner: owner, TakenAt: now.toISOString() }))) {
        return { outcome: "taken" };
      }
      const present = seconds === 0 ? await read() : former;
      if (present?.Owner === owner && present.EndedAt === undefined) return { outcome: "taken" };
      if (present !== undefined && present.Crowded !== true) await sayCrowded(present);
      return { outcome: "wait", seconds: Math.max(1, secondsToWait(present, now)) };
    },

    end: async (owner, now) => {
      const end = new UpdateItemCommand({
        TableName: table,
        Key: marshall(KEY),
        UpdateExpression: "SET EndedAt = :now",
        ConditionExpression: "#owner = :owner AND attribute_not_exists(EndedAt)",
        ExpressionAttributeNames: OWNER,
        ExpressionAttributeValues: marshall({ ":now": now.toISOString(), ":owner": owner }),
      });
      await ifConditionHolds(table, () => client.send(end));
    },
  };
}
