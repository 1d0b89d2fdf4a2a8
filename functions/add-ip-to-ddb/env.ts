import { actionKinds } from "../contract/action-kinds";
import { count, envContract, list, text } from "../contract/env-contract";

/** Environment of add-ip-to-ddb. */
export const addIpEnv = envContract({
  ENVIRONMENT_NAME: text,
  BLOCKLIST_TABLE: text,
  /** Hours that a block lasts after the recording of its newest sighting. */
  RETENTION_HOURS: count,
  /** Addresses and CIDRs that are never blocked. */
  ALLOWLIST: list,
  /** Kinds of action whose remote hosts are blocked: see ACTION_KINDS. */
  BLOCK_ACTIONS: actionKinds,
});
