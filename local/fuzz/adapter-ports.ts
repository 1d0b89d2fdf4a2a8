import { digestTable } from "../../functions/adapters/digest-table";
import { dynamoDbBlocklist } from "../../functions/adapters/dynamodb-blocklist";
import { dynamoDbRecall } from "../../functions/adapters/dynamodb-memory";
import { dynamoDbRecording } from "../../functions/adapters/dynamodb-recording";
import { dynamoDbTurns } from "../../functions/adapters/dynamodb-turns";
import { outageTable } from "../../functions/adapters/outage-table";
import { paceTable } from "../../functions/adapters/pace-table";
import { toldTable } from "../../functions/adapters/told-table";
import type { Clock } from "../../functions/ports/clock";
import { BLOCKLIST, LEASE, MEMORY, NOTIFIED } from "./environment";
import { memoryTableClient } from "./memory-clients";
import type { FuzzWorld } from "./world";

/** The ports of the tables with their adapters: real commands, answered by dynalite's own code. */
export function adapterPorts(world: () => FuzzWorld, clock: Clock) {
  const client = memoryTableClient(() => world().tables);
  return {
    blocklist: dynamoDbBlocklist(client, BLOCKLIST),
    recording: dynamoDbRecording(client, BLOCKLIST, dynamoDbRecall(client, MEMORY)),
    turns: dynamoDbTurns(client, LEASE),
    pace: paceTable({ client, tableName: NOTIFIED, spacingMs: 1_000 }),
    digests: digestTable({ client, tableName: NOTIFIED, clock }),
    outages: outageTable({ client, tableName: NOTIFIED }),
    toldFor: (run: { readonly owner: string; readonly timeLeftMs: () => number }) =>
      toldTable({ client, tableName: NOTIFIED, ...run }),
  };
}
