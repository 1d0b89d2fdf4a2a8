import { UpdateItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { Pace } from "../ports/pace";
import { ifConditionHolds } from "./dynamodb-errors";

export interface PaceTableOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** Between two messages. Slack takes one a second: https://docs.slack.dev/apis/web-api/rate-limits */
  readonly spacingMs: number;
}

const KEY = marshall({ Key: "pace" });

/** Nobody asks for a moment that is further ahead: it comes from a clock that went wrong, and nobody waits for it. */
const FURTHEST_MS = 120_000;

/**
 * One row, whose NextAt (epoch milliseconds) is the next moment that is free. It only grows, so that of two writes one
 * is right: nobody queues (the moment is now), or somebody does (the moment is NextAt, if that is early enough).
 * Neither compares with what was read before, so that no writer ever keeps another from its moment.
 *
 * @throws CodedError TABLE_UNAVAILABLE, TABLE_REFUSED
 */
export function paceTable({ client, tableName, spacingMs }: PaceTableOptions): Pace {
  const update = (UpdateExpression: string, ConditionExpression: string, values: Readonly<Record<string, number>>) =>
    ifConditionHolds(tableName, () =>
      client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: KEY,
          UpdateExpression,
          ConditionExpression,
          ExpressionAttributeValues: marshall(values),
          ReturnValues: "UPDATED_OLD",
        }),
      ),
    );
  return {
    slot: async (now, latest) => {
      const moment = now.getTime();
      const free = await update(
        "SET NextAt = :next",
        "attribute_not_exists(NextAt) OR NextAt <= :now OR NextAt > :furthest",
        { ":next": moment + spacingMs, ":now": moment, ":furthest": moment + FURTHEST_MS },
      );
      if (free !== undefined) return now;
      const queued = await update("SET NextAt = NextAt + :spacing", "NextAt > :now AND NextAt <= :latest", {
        ":spacing": spacingMs,
        ":now": moment,
        ":latest": latest.getTime(),
      });
      return queued && new Date(Number(unmarshall(queued.Attributes ?? {}).NextAt));
    },
  };
}
