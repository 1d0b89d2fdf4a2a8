import { count, envContract, text } from "../contract/env-contract";

/** Environment of remove-ip-from-ddb. */
export const removeIpEnv = envContract({
  ENVIRONMENT_NAME: text,
  BLOCKLIST_TABLE: text,
  /** Where blocks go that have ended. */
  MEMORY_TABLE: text,
  /** Days that they are remembered after their end. */
  MEMORY_DAYS: count,
});
