import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { tableClient } from "../pipeline/blocklist-rows";
import type { Pipeline } from "../pipeline/pipeline";

const HOUR_MS = 3_600_000;
const TIME = /^[1-8]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
/** Epoch seconds and epoch milliseconds of these centuries; any other number is no time. */
const SECONDS = { from: 1e9, to: 1e11 };
const MILLISECONDS = { from: 1e12, to: 1e14 };

/** The same, with every time in it so many hours earlier. A block for good (the year 9999) stays. */
export function earlier<Value>(value: Value, hours: number): Value {
  return moved(value, hours * HOUR_MS) as Value;
}

function moved(value: unknown, ms: number): unknown {
  if (typeof value === "string") return TIME.test(value) ? new Date(Date.parse(value) - ms).toISOString() : value;
  if (typeof value === "number") {
    if (value >= SECONDS.from && value < SECONDS.to) return value - ms / 1000;
    return value >= MILLISECONDS.from && value < MILLISECONDS.to ? value - ms : value;
  }
  if (Array.isArray(value)) return value.map((one) => moved(one, ms));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, moved(one, ms)]));
}

/** Every row of every table is so many hours older. What has its end behind it stays, as it may in DynamoDB. */
export async function ageTables(pipeline: Pick<Pipeline, "deployment" | "standIns">, hours: number): Promise<void> {
  const client = tableClient(pipeline);
  for (const { name, hashKey } of pipeline.deployment.tables) {
    for (const row of await pipeline.standIns.dynamoDb.scanAll(name)) {
      const Item = marshall(
        { ...earlier(row, hours), [hashKey]: String(row[hashKey]) },
        { removeUndefinedValues: true },
      );
      await client.send(new PutItemCommand({ TableName: name, Item }));
    }
  }
  client.destroy();
}
