import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { PERMANENT } from "../../functions/domain/host-row";
import type { Pipeline } from "./pipeline";

const HOUR_MS = 3_600_000;
const TIMES = ["CreatedAt", "LastSeenAt", "ExpiresAt", "EnforcedAt", "ReleasedAt", "LiftedAt"] as const;

type Rows = readonly Readonly<Record<string, unknown>>[];

/** The name of a table, as the functions are told it. */
const tableOf = (variable: string, { functions }: Pick<Pipeline["deployment"], "functions">): string => {
  const name = functions.map(({ environment }) => environment[variable]).find((found) => found !== undefined);
  if (name === undefined) throw new Error(`no function is given ${variable}`);
  return name;
};
export const blocklistTable = (deployment: Pick<Pipeline["deployment"], "functions">): string =>
  tableOf("BLOCKLIST_TABLE", deployment);
export const memoryTable = (deployment: Pick<Pipeline["deployment"], "functions">): string =>
  tableOf("MEMORY_TABLE", deployment);

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

/** Moves every time of every row and of what is remembered back, as if that many hours had passed. */
export async function ageRows(pipeline: Pick<Pipeline, "deployment" | "standIns">, hours: number): Promise<void> {
  const client = tableClient(pipeline);
  const earlier = (value: unknown) =>
    value === PERMANENT ? value : new Date(Date.parse(String(value)) - hours * HOUR_MS).toISOString();
  for (const TableName of [blocklistTable(pipeline.deployment), memoryTable(pipeline.deployment)]) {
    for (const row of await pipeline.standIns.dynamoDb.scanAll(TableName)) {
      const aged = Object.fromEntries(TIMES.filter((name) => name in row).map((name) => [name, earlier(row[name])]));
      const forgetAt = "ForgetAt" in row && { ForgetAt: Number(row.ForgetAt) - hours * 3_600 };
      await client.send(new PutItemCommand({ TableName, Item: marshall({ ...row, ...aged, ...forgetAt }) }));
    }
  }
  client.destroy();
}
