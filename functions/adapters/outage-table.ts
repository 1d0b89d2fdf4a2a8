import { GetItemCommand, UpdateItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { Outages } from "../ports/outages";
import { ifConditionHolds, onTable } from "./dynamodb-errors";

export interface OutageTableOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

/** The last outage; ExpiresAt is the table's TTL, in epoch seconds. */
interface OutageItem {
  readonly OpenedAt?: string;
  readonly FailedAt?: string;
  readonly EndedAt?: string;
  readonly EndedBy?: string;
}

const KEY = marshall({ Key: "outage|firewall" });
/** As long as the notifications about it are remembered. */
const KEPT_SECONDS = 14 * 86_400;
/**
 * An outage without a failure for so long was ended by a reconcile that nobody notified (such as that of a deploy). The
 * next failure begins another one. Longer than an execution waits, and than the default time between two prunes.
 */
const FORGOTTEN_MS = 3 * 3_600_000;

/** Executions that wait ask the firewall every minute or two. */
const RECENT_MS = 10 * 60_000;

/**
 * One row of the notified table. Who begins or ends an outage is decided by its condition, and the times are those of
 * update-nf-rg:
 *
 * | the row                                  | a failure                      | a reconcile that read the group                |
 * |------------------------------------------|--------------------------------|------------------------------------------------|
 * | none                                     | begins an outage               | -                                              |
 * | open                                     | belongs to it                  | ends it, unless a failure is younger           |
 * | open, no failure for 3 hours             | begins another                 | ends it                                        |
 * | ended before the failure                 | begins another                 | answers its beginning to the execution that ended it |
 * | ended after the failure                  | is not notified: it is over    | the same                                       |
 */
export function outageTable({ client, tableName }: OutageTableOptions): Outages {
  const row = { TableName: tableName, Key: KEY };
  const read = async (): Promise<OutageItem> => {
    const { Item } = await onTable(tableName, () => client.send(new GetItemCommand({ ...row, ConsistentRead: true })));
    return Item === undefined ? {} : (unmarshall(Item) as OutageItem);
  };

  return {
    fail: async (failedAt) => {
      const at = Date.parse(failedAt);
      const values = { ":failed": failedAt, ":expires": Math.ceil(at / 1_000) + KEPT_SECONDS };
      const begin = new UpdateItemCommand({
        ...row,
        UpdateExpression: "SET OpenedAt = :failed, FailedAt = :failed, ExpiresAt = :expires REMOVE EndedAt, EndedBy",
        ConditionExpression:
          "attribute_not_exists(OpenedAt) OR EndedAt < :failed OR (attribute_not_exists(EndedAt) AND FailedAt < :forgotten)",
        ExpressionAttributeValues: marshall({ ...values, ":forgotten": new Date(at - FORGOTTEN_MS).toISOString() }),
      });
      if ((await ifConditionHolds(tableName, () => client.send(begin))) !== undefined) return failedAt;
      const belong = new UpdateItemCommand({
        ...row,
        UpdateExpression: "SET FailedAt = :failed, ExpiresAt = :expires",
        // A failure that is noted late must not move the last one back: an earlier answer would end what lasts.
        ConditionExpression: "attribute_exists(OpenedAt) AND attribute_not_exists(EndedAt) AND FailedAt <= :failed",
        ExpressionAttributeValues: marshall(values),
        ReturnValues: "ALL_NEW",
      });
      const open = await ifConditionHolds(tableName, () => client.send(belong));
      const { OpenedAt, EndedAt } = open?.Attributes ? (unmarshall(open.Attributes) as OutageItem) : await read();
      return EndedAt === undefined ? OpenedAt : undefined;
    },

    lasts: async (now) => {
      const { OpenedAt, EndedAt, FailedAt = "" } = await read();
      const isRecent = now.getTime() - Date.parse(FailedAt) < RECENT_MS;
      return OpenedAt !== undefined && EndedAt === undefined && isRecent;
    },

    end: async (answeredAt, execution) => {
      const found = await read();
      if (found.OpenedAt === undefined) return undefined;
      if (found.EndedAt !== undefined) return found.EndedBy === execution ? found.OpenedAt : undefined;
      const end = new UpdateItemCommand({
        ...row,
        UpdateExpression: "SET EndedAt = :answered, EndedBy = :by",
        ConditionExpression: "OpenedAt = :opened AND FailedAt < :answered AND attribute_not_exists(EndedAt)",
        ExpressionAttributeValues: marshall({ ":answered": answeredAt, ":by": execution, ":opened": found.OpenedAt }),
      });
      if ((await ifConditionHolds(tableName, () => client.send(end))) !== undefined) return found.OpenedAt;
      // The condition also fails on our own write, when its first answer was lost.
      const now = await read();
      return now.EndedBy === execution && now.OpenedAt === found.OpenedAt ? now.OpenedAt : undefined;
    },
  };
}
