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

/** A caller that sends for longer has crashed, or the channel is so slow that a second caller does no harm. */
const SENDING_MS = 20_000;

type Attribute = "NextAt" | "AskAt";

/**
 * One row with three times, in epoch milliseconds. NextAt is the next moment that is free for a message. AskAt is the next
 * time to give to a caller that found no free moment; it reserves nothing. Both only grow, so that of two writes one
 * is right: the time is past (answer `from`), or it is ahead (answer it, if that is early enough).
 * Neither write compares with what was read before, so that no writer ever keeps another from its time. SendingUntil is
 * a lease: it is ahead while a caller sends.
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
  /** `from` when the attribute's time is not later; else that time, up to `latest`. Takes it: the next one is later. */
  const take = async (attribute: Attribute, from: number, latest: number): Promise<number | undefined> => {
    const free = await update(
      `SET ${attribute} = :next`,
      `attribute_not_exists(${attribute}) OR ${attribute} <= :from OR ${attribute} > :furthest`,
      { ":next": from + spacingMs, ":from": from, ":furthest": from + FURTHEST_MS },
    );
    if (free !== undefined) return from;
    const queued = await update(
      `SET ${attribute} = ${attribute} + :spacing`,
      `${attribute} > :from AND ${attribute} <= :latest`,
      { ":spacing": spacingMs, ":from": from, ":latest": latest },
    );
    return queued && Number(unmarshall(queued.Attributes ?? {})[attribute]);
  };
  return {
    slot: async (now, latest) => {
      const taken = await take("NextAt", now.getTime(), latest.getTime());
      return taken === undefined ? undefined : new Date(taken);
    },
    askAgainAt: async (now) => {
      // One message is sent now and one waits for the moment after it: the one after that may be free.
      const from = now.getTime() + 2 * spacingMs;
      return new Date((await take("AskAt", from, from + FURTHEST_MS)) ?? from);
    },
    begin: async (now) => {
      const moment = now.getTime();
      const until = moment + SENDING_MS;
      const begun = await update(
        "SET SendingUntil = :until",
        "attribute_not_exists(SendingUntil) OR SendingUntil <= :now OR SendingUntil > :furthest",
        { ":until": until, ":now": moment, ":furthest": moment + FURTHEST_MS },
      );
      if (begun === undefined) return undefined;
      return async () => {
        try {
          await update("SET SendingUntil = :ended", "SendingUntil = :until", { ":ended": 0, ":until": until });
        } catch {
          // The message is sent, and the lease ends by itself: an error here would send the message again.
        }
      };
    },
  };
}
