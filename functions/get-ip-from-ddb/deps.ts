import { dynamoDbBlocklist } from "../adapters/dynamodb-blocklist";
import { dynamoDbClient } from "../adapters/dynamodb-client";
import { systemClock } from "../adapters/system-clock";
import { getIpEnv } from "./env";
import type { FindExpiredDeps } from "./find-expired";

/** Builds the adapters from the environment. @throws CodedError ENV_INVALID */
export function buildDeps(environment: NodeJS.ProcessEnv): FindExpiredDeps {
  const env = getIpEnv.read(environment);
  return {
    blocklist: dynamoDbBlocklist(dynamoDbClient(), env.BLOCKLIST_TABLE),
    clock: systemClock,
    pageHosts: env.PAGE_HOSTS,
  };
}
