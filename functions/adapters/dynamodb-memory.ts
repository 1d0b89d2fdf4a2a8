import { PutItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { Memory } from "../ports/memory";
import { ifConditionHolds } from "./dynamodb-errors";
import { readItem, rowFrom } from "./dynamodb-rows";

const DAY_SECONDS = 86_400;

/** The host's last block in the memory table, as the blocklist had it. */
export const dynamoDbRecall = (client: DynamoDBClient, table: string): Pick<Memory, "recall"> => ({
  recall: async (host, now) => {
    const item = await readItem(client, table, host);
    if (item === undefined) return undefined;
    // DynamoDB deletes by TTL within days, not at the moment.
    return Number(item.ForgetAt?.N) * 1_000 <= now.getTime() ? undefined : rowFrom(item);
  },
});

/** Keeps ended blocks for so many days after their end: DynamoDB forgets them by the attribute ForgetAt (ADR 8). */
export const dynamoDbKeeping = (client: DynamoDBClient, table: string, memoryDays: number): Pick<Memory, "keep"> => ({
  keep: async (row, now) => {
    const ended = Date.parse(row.ExpiresAt);
    const forgetAt = Math.ceil((Number.isNaN(ended) ? now.getTime() : ended) / 1_000) + memoryDays * DAY_SECONDS;
    const put = new PutItemCommand({
      TableName: table,
      Item: marshall(
        { ...row, EnforcedAt: undefined, ReleasedAt: undefined, ForgetAt: forgetAt },
        { removeUndefinedValues: true },
      ),
      // A slow prune must not put an old block over a later one.
      ConditionExpression: "attribute_not_exists(HostIp) OR CreatedAt <= :created",
      ExpressionAttributeValues: marshall({ ":created": row.CreatedAt }),
    });
    await ifConditionHolds(table, () => client.send(put));
  },
});
