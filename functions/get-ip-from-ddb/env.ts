import { count, envContract, text } from "../contract/env-contract";

/** Environment of get-ip-from-ddb. */
export const getIpEnv = envContract({
  ENVIRONMENT_NAME: text,
  BLOCKLIST_TABLE: text,
  /** Expired hosts that one prune round takes at most; they travel through the state machine. */
  PAGE_HOSTS: count,
});
