import { envContract, text } from "../contract/env-contract";

/** Environment of remove-ip-from-ddb. */
export const removeIpEnv = envContract({
  ENVIRONMENT_NAME: text,
  BLOCKLIST_TABLE: text,
});
