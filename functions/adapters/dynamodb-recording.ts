import { PutItemCommand, UpdateItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { CodedError } from "../contract/coded-error";
import type { HostRow } from "../domain/host-row";
import type { Change, Recording } from "../ports/blocklist";
import type { Memory } from "../ports/memory";
import { theVeryRow } from "./dynamodb-conditions";
import { ifConditionHolds } from "./dynamodb-errors";
import { readRow } from "./dynamodb-rows";

const ATTEMPTS = 8;

/** Changes rows of the blocklist, each by one conditional write. */
export function dynamoDbRecording(client: DynamoDBClient, table: string, memory: Pick<Memory, "recall">): Recording {
  return {
    change: async (host, now, decide) => {
      let wanted: (Change & { readonly write: HostRow }) | undefined;
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const row = await readRow(client, table, host);
        // The answer to our own write may be what was lost: the SDK asks again, and its condition does not hold then.
        if (wanted !== undefined && row !== undefined && isSame(row, wanted.write)) return wanted as never;
        // In this order: the prune remembers a row before it deletes it.
        const remembered = row === undefined ? await memory.recall(host, now) : undefined;
        const decided = decide({ row, memory: remembered });
        if (decided.write === undefined) return decided;
        const next = { ...decided.write, Version: ((row ?? remembered)?.Version ?? 0) + 1 };
        wanted = { ...decided, write: next };
        if (await write(client, table, row, next)) return decided;
      }
      throw new CodedError(
        "TABLE_UNAVAILABLE",
        `the row of ${host} changed ${ATTEMPTS} times while it was recorded; try again`,
      );
    },
  };
}

/** False: the row is not the one that was read any more. */
async function write(
  client: DynamoDBClient,
  table: string,
  known: HostRow | undefined,
  next: HostRow,
): Promise<boolean> {
  const command =
    known !== undefined && known.CreatedAt === next.CreatedAt ? updated(table, known, next) : begun(table, known, next);
  return (await ifConditionHolds(table, () => client.send(command as PutItemCommand))) !== undefined;
}

/** A block that begins is a new row. */
function begun(table: string, known: HostRow | undefined, next: HostRow): PutItemCommand {
  const asRead = known === undefined ? { expression: "attribute_not_exists(HostIp)", values: {} } : theVeryRow(known);
  return new PutItemCommand({
    TableName: table,
    Item: marshall(next, { removeUndefinedValues: true }),
    ConditionExpression: asRead.expression,
    ...(Object.keys(asRead.values).length > 0 && { ExpressionAttributeValues: marshall(asRead.values) }),
  });
}

/** Of a block that goes on only what differs is written: what a hand has added to the row stays. */
function updated(table: string, known: HostRow, next: HostRow): UpdateItemCommand {
  const names = [...new Set([...Object.keys(known), ...Object.keys(next)])] as (keyof HostRow)[];
  const changed = names.filter((name) => JSON.stringify(known[name]) !== JSON.stringify(next[name]));
  const set = changed.filter((name) => next[name] !== undefined);
  const removed = changed.filter((name) => next[name] === undefined);
  const asRead = theVeryRow(known);
  return new UpdateItemCommand({
    TableName: table,
    Key: marshall({ HostIp: known.HostIp }),
    UpdateExpression: [
      ...(set.length > 0 ? [`SET ${set.map((name) => `#${name} = :new${name}`).join(", ")}`] : []),
      ...(removed.length > 0 ? [`REMOVE ${removed.map((name) => `#${name}`).join(", ")}`] : []),
    ].join(" "),
    ConditionExpression: asRead.expression,
    // Region and Source are words of DynamoDB's own.
    ExpressionAttributeNames: Object.fromEntries(changed.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: marshall({
      ...asRead.values,
      ...Object.fromEntries(set.map((name) => [`:new${name}`, next[name]])),
    }),
  });
}

/** But for EnforcedAt and ReleasedAt, which reconcile sets and takes by itself. */
const isSame = (a: HostRow, b: HostRow): boolean => JSON.stringify(comparable(a)) === JSON.stringify(comparable(b));

const comparable = (row: HostRow) =>
  Object.entries({ ...row, EnforcedAt: undefined, ReleasedAt: undefined })
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
