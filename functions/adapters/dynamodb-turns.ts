import {
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type AttributeValue,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { secondsToWait, type Lease } from "../domain/lease";
import type { Turns } from "../ports/turns";
import { ifConditionHolds, onTable } from "./dynamodb-errors";

/** The one row of the lease table. */
const KEY = { LeaseName: "reconcile" };
const OWNER = { "#owner": "Owner" };

/** Turns by a row in DynamoDB: whoever changes the row that was read has the turn. */
export function dynamoDbTurns(client: DynamoDBClient, table: string): Turns {
  const read = async (): Promise<Found | undefined> => {
    const { Item } = await onTable(table, () =>
      client.send(new GetItemCommand({ TableName: table, Key: marshall(KEY), ConsistentRead: true })),
    );
    return Item && { item: Item, lease: leaseOf(unmarshall(Item, { wrapNumbers: true })) };
  };

  const replace = async (former: Found | undefined, next: Lease): Promise<boolean> => {
    const asRead = former && unchanged(former.item);
    const put = new PutItemCommand({
      TableName: table,
      Item: marshall({ ...KEY, ...next }),
      ...(asRead ?? { ConditionExpression: "attribute_not_exists(LeaseName)" }),
    });
    return (await ifConditionHolds(table, () => client.send(put))) !== undefined;
  };

  const sayCrowded = async ({ item }: Found): Promise<void> => {
    const asRead = unchanged(item);
    const crowded = new UpdateItemCommand({
      TableName: table,
      Key: marshall(KEY),
      UpdateExpression: "SET Crowded = :true",
      ...asRead,
      ExpressionAttributeValues: { ...asRead.ExpressionAttributeValues, ...marshall({ ":true": true }) },
    });
    await ifConditionHolds(table, () => client.send(crowded));
  };

  return {
    take: async (owner, now) => {
      const former = await read();
      const seconds = secondsToWait(former?.lease, now);
      if (seconds === 0 && (await replace(former, { Owner: owner, TakenAt: now.toISOString() }))) {
        return { outcome: "taken" };
      }
      const present = seconds === 0 ? await read() : former;
      // Our own: the answer to an earlier try of this very call was lost.
      if (isOwn(present, owner)) return { outcome: "taken" };
      if (present !== undefined && present.lease.Crowded !== true) await sayCrowded(present);
      return { outcome: "wait", seconds: Math.max(1, secondsToWait(present?.lease, now)) };
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

interface Found {
  readonly item: Readonly<Record<string, AttributeValue>>;
  readonly lease: Lease;
}

const isOwn = (found: Found | undefined, owner: string): boolean =>
  found?.lease.Owner === owner && found.lease.EndedAt === undefined;

/** A row that a hand has spoiled reads as a lease that has run out. */
const leaseOf = (row: Readonly<Record<string, unknown>>): Lease => ({
  Owner: text(row.Owner),
  TakenAt: text(row.TakenAt),
  ...(typeof row.EndedAt === "string" && { EndedAt: row.EndedAt }),
  ...(row.Crowded === true && { Crowded: true }),
});

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** The row is as it was read: owner and times, each the same or still missing. */
function unchanged(item: Found["item"]) {
  const names = ["Owner", "TakenAt", "EndedAt"] as const;
  const present = names.filter((name) => item[name] !== undefined);
  return {
    ConditionExpression: [
      "attribute_exists(LeaseName)",
      ...names.map((name) => (item[name] === undefined ? `attribute_not_exists(#${name})` : `#${name} = :${name}`)),
    ].join(" AND "),
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ...(present.length > 0 && {
      ExpressionAttributeValues: Object.fromEntries(present.map((name) => [`:${name}`, item[name]])) as Record<
        string,
        AttributeValue
      >,
    }),
  };
}
