import { dynamoDbBlocklist } from "../adapters/dynamodb-blocklist";
import { dynamoDbClient } from "../adapters/dynamodb-client";
import { systemClock } from "../adapters/system-clock";
import { parseAllowlist } from "../domain/allowlist";

import { addIpEnv } from "./env";
import type { RecordDeps } from "./record-sightings";

/** Builds the adapters from the environment. @throws CodedError ENV_INVALID */
export function buildDeps(environment: NodeJS.ProcessEnv): RecordDeps {
  const env = addIpEnv.read(environment);
  return {
    blocklist: dynamoDbBlocklist(dynamoDbClient(), env.BLOCKLIST_TABLE),
    clock: systemClock,
    allowlist: parseAllowlist(env.ALLOWLIST),
    retentionHours: env.RETENTION_HOURS,
    blockActions: env.BLOCK_ACTIONS,
  };
}
