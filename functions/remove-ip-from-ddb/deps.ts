import { dynamoDbClient } from "../adapters/dynamodb-client";
import { dynamoDbKeeping } from "../adapters/dynamodb-memory";
import { dynamoDbPruning } from "../adapters/dynamodb-pruning";
import { systemClock } from "../adapters/system-clock";
import { removeIpEnv } from "./env";
import type { RemoveExpiredDeps } from "./remove-expired";

/** Builds the adapters from the environment. @throws CodedError ENV_INVALID */
export function buildDeps(environment: NodeJS.ProcessEnv): RemoveExpiredDeps {
  const env = removeIpEnv.read(environment);
  const client = dynamoDbClient();
  const memory = dynamoDbKeeping(client, env.MEMORY_TABLE, env.MEMORY_DAYS);
  return { pruning: dynamoDbPruning(client, env.BLOCKLIST_TABLE, memory), clock: systemClock };
}
