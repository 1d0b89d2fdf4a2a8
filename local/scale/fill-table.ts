import { BatchWriteItemCommand, type DynamoDBClient, type WriteRequest } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { HostRow } from "../../functions/domain/host-row";
import { blocklistTable, tableClient } from "../pipeline/blocklist-rows";
import type { Pipeline } from "../pipeline/pipeline";

const PER_REQUEST = 25;
const AT_ONCE = 8;
const HOUR_MS = 3_600_000;

export interface Filling {
  readonly hosts: number;
  /** Hours from now; below 0 the blocks have ended. */
  readonly endInHours: number;
  readonly enforced: boolean;
}

/** Public hosts of which no two are neighbours, so that each needs an address of its own. */
export const hostNumber = (index: number): string => `${20 + (index >> 15)}.${(index >> 8) & 127}.${index & 255}.7`;

/** Puts rows into the blocklist as if findings had: host 0 was seen last, and each one after it a second earlier. */
export async function fillTable(pipeline: Pipeline, { hosts, endInHours, enforced }: Filling): Promise<void> {
  const { deployment } = pipeline;
  const table = blocklistTable(deployment);
  const client = tableClient(pipeline);
  const now = Date.now();
  const at = (milliseconds: number) => new Date(now + milliseconds).toISOString();
  const rows = Array.from({ length: hosts }, (_, index): HostRow => ({
    HostIp: hostNumber(index),
    CreatedAt: at(-48 * HOUR_MS),
    LastSeenAt: at(-47 * HOUR_MS - index * 1000),
    ExpiresAt: at(endInHours * HOUR_MS),
    ...(enforced && { EnforcedAt: at(-46 * HOUR_MS) }),
    Blocks: 1,
    FindingId: `finding-${index}`,
    FindingType: "UnauthorizedAccess:EC2-SSHBruteForce",
    Severity: "MEDIUM",
    AccountId: "111122223333",
    Region: deployment.region,
    Reason: "SSH passwords are tried",
    Source: "finding",
  }));
  const requests = rows.map((row): WriteRequest => ({ PutRequest: { Item: marshall(row) } }));
  const batches = Array.from({ length: Math.ceil(requests.length / PER_REQUEST) }, (_, index) =>
    requests.slice(index * PER_REQUEST, (index + 1) * PER_REQUEST),
  );
  const next = batches.values();
  const worker = async () => {
    for (const batch of next) await writeAll(client, table, batch);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  client.destroy();
}

async function writeAll(client: DynamoDBClient, table: string, batch: readonly WriteRequest[]): Promise<void> {
  for (let left: readonly WriteRequest[] = batch; left.length > 0;) {
    const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: [...left] } }));
    left = UnprocessedItems?.[table] ?? [];
  }
}
