import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { Pipeline } from "./pipeline";

const HOUR_MS = 3_600_000;
const TIMES = ["CreatedAt", "LastSeenAt", "ExpiresAt", "EnforcedAt", "LiftedAt"] as const;

type Rows = readonly Readonly<Record<string, unknown>>[];

/** The name of the blocklist's table. */
export const blocklistTable = ({ tables }: Pick<Pipeline["deployment"], "tables">): string =>
  tables.find(({ hashKey }) => hashKey === "HostIp")?.name ?? "";

/** A client of the tables, for what the local run itself does to them. Destroy it afterwards. */
export const tableClient = (pipeline: Pick<Pipeline, "deployment" | "standIns">): DynamoDBClient =>
  new DynamoDBClient({
    endpoint: pipeline.standIns.dynamoDb.url,
    region: pipeline.deployment.region,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });

/** The rows of the blocklist, by address. */
export async function blocklistRows(pipeline: Pick<Pipeline, "deployment" | "standIns">): Promise<Rows> {
  const rows = await pipeline.standIns.dynamoDb.scanAll(blocklistTable(pipeline.deployment));
  return rows.toSorted((a, b) => (String(a.HostIp) < String(b.HostIp) ? -1 : 1));
}

/** Moves every time of every row back, as if that many hours had passed. */
export async function ageRows(pipeline: Pick<Pipeline, "deployment" | "standIns">, hours: number): Promise<void> {
  const client = tableClient(pipeline);
  const earlier = (value: unknown) => new Date(Date.parse(String(value)) - hours * HOUR_MS).toISOString();
  for (const row of await blocklistRows(pipeline)) {
    const aged = Object.fromEntries(TIMES.filter((name) => name in row).map((name) => [name, earlier(row[name])]));
    await client.send(
      new PutItemCommand({ TableName: blocklistTable(pipeline.deployment), Item: marshall({ ...row, ...aged }) }),
    );
  }
  client.destroy();
}
