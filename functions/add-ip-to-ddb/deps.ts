import { dynamoDbClient } from "../adapters/dynamodb-client";
import { dynamoDbRecall } from "../adapters/dynamodb-memory";
import { dynamoDbRecording } from "../adapters/dynamodb-recording";
import { systemClock } from "../adapters/system-clock";
import { protectionOf } from "../domain/protection";
import { addIpEnv } from "./env";
import type { RecordDeps } from "./record-sightings";

/** Builds the adapters from the environment. @throws CodedError ENV_INVALID */
export function buildDeps(environment: NodeJS.ProcessEnv): RecordDeps {
  const env = addIpEnv.read(environment);
  const client = dynamoDbClient();
  return {
    recording: dynamoDbRecording(client, env.BLOCKLIST_TABLE, dynamoDbRecall(client, env.MEMORY_TABLE)),
    clock: systemClock,
    protection: protectionOf(env.ALLOWLIST, env.OWN_ADDRESSES),
    policy: {
      actions: env.BLOCK_ACTIONS,
      severity: env.BLOCK_FROM_SEVERITY,
      types: env.BLOCK_FROM_TYPES,
      accounts: env.BLOCK_FROM_ACCOUNTS,
      regions: env.BLOCK_FROM_REGIONS,
      products: env.BLOCK_FROM_PRODUCTS,
      partition: env.PARTITION,
      neverTypes: env.NEVER_BLOCK_TYPES,
    },
    stay: { retentionHours: env.RETENTION_HOURS, factor: env.RETURN_FACTOR, ceilingHours: env.CEILING_HOURS },
  };
}
