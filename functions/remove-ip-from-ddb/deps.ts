import { dynamoDbBlocklist } from "../adapters/dynamodb-blocklist";
import { dynamoDbClient } from "../adapters/dynamodb-client";
import { systemClock } from "../adapters/system-clock";
import { removeIpEnv } from "./env";
import type { RemoveExpiredDeps } from "./remove-expired";

/** Builds the adapters from the environment. @throws CodedError ENV_INVALID */
export function buildDeps(environment: NodeJS.ProcessEnv): RemoveExpiredDeps {
  const env = removeIpEnv.read(environment);
  return { blocklist: dynamoDbBlocklist(dynamoDbClient(), env.BLOCKLIST_TABLE), clock: systemClock };
}
