import { GetItemCommand, UpdateItemCommand, type AttributeValue, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { Clock } from "../ports/clock";
import { MAX_DIGEST_LINES, type DigestLine, type Digests } from "../ports/digests";
import { ifConditionHolds, onTable } from "./dynamodb-errors";

export interface DigestTableOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly clock: Pick<Clock, "now">;
}

/** As long as an execution may be redriven to tell a digest. */
const KEPT_SECONDS = 14 * 86_400;

const NAMES = { "#lines": "Lines" };

/**
 * Two rows a minute: one that only counts, since in a storm everyone writes it, and one with the lines. A closed digest
 * takes no line, and who counts on being in it without a line looks whether it is open *after* counting; who closes it
 * reads the count after closing. So whatever was said to be in a digest is in the one that is told.
 *
 * @throws CodedError TABLE_UNAVAILABLE, TABLE_REFUSED
 */
export function digestTable({ client, tableName, clock }: DigestTableOptions): Digests {
  const expiresAt = () => Math.ceil(clock.now().getTime() / 1_000) + KEPT_SECONDS;
  const get = async (Key: string): Promise<Readonly<Record<string, unknown>>> => {
    const { Item } = await onTable(tableName, () =>
      client.send(new GetItemCommand({ TableName: tableName, Key: marshall({ Key }), ConsistentRead: true })),
    );
    return read(Item);
  };
  const isOpen = async (minute: string): Promise<boolean> => (await get(linesKey(minute))).Closed !== true;

  return {
    count: async (minute) => {
      const counted = new UpdateItemCommand({
        TableName: tableName,
        Key: marshall({ Key: countKey(minute) }),
        UpdateExpression: "SET ExpiresAt = :expires ADD Messages :one",
        ExpressionAttributeValues: marshall({ ":expires": expiresAt(), ":one": 1 }),
        ReturnValues: "UPDATED_NEW",
      });
      const { Attributes } = await onTable(tableName, () => client.send(counted));
      return Number(read(Attributes).Messages);
    },

    add: async (minute, line) => {
      const added = new UpdateItemCommand({
        TableName: tableName,
        Key: marshall({ Key: linesKey(minute) }),
        UpdateExpression: "SET ExpiresAt = :expires, #lines = list_append(if_not_exists(#lines, :none), :line)",
        ConditionExpression: "attribute_not_exists(Closed) AND (attribute_not_exists(#lines) OR size(#lines) < :most)",
        ExpressionAttributeNames: NAMES,
        ExpressionAttributeValues: marshall({
          ":expires": expiresAt(),
          ":none": [],
          ":line": [{ kind: line.kind, text: line.text }],
          ":most": MAX_DIGEST_LINES,
        }),
      });
      return (await ifConditionHolds(tableName, () => client.send(added))) !== undefined || isOpen(minute);
    },

    isOpen,

    close: async (minute) => {
      const close = new UpdateItemCommand({
        TableName: tableName,
        Key: marshall({ Key: linesKey(minute) }),
        UpdateExpression: "SET Closed = :true, ExpiresAt = :expires",
        ExpressionAttributeValues: marshall({ ":true": true, ":expires": expiresAt() }),
        ReturnValues: "ALL_NEW",
      });
      const { Attributes } = await onTable(tableName, () => client.send(close));
      const { Messages } = await get(countKey(minute));
      return { messages: Number(Messages ?? 0), lines: linesOf(read(Attributes).Lines) };
    },
  };
}

const countKey = (minute: string): string => `minute|${minute}`;
const linesKey = (minute: string): string => `digest|${minute}`;

const read = (item: Readonly<Record<string, AttributeValue>> | undefined): Readonly<Record<string, unknown>> =>
  item === undefined ? {} : unmarshall(item);

/** A line that a hand has spoiled is shown as far as it can be read. */
const linesOf = (lines: unknown): readonly DigestLine[] =>
  (Array.isArray(lines) ? (lines as readonly unknown[]) : []).map((line) => {
    const { kind, text } = (line ?? {}) as Readonly<Record<string, unknown>>;
    return { kind: String(kind), text: String(text) };
  });
