import { actionKinds } from "../contract/action-kinds";
import { count, envContract, list, text } from "../contract/env-contract";
import { factor } from "../contract/factor";
import { neverBlockTypes } from "../contract/finding-types";
import { severity } from "../contract/severities";

/** Environment of add-ip-to-ddb. */
export const addIpEnv = envContract({
  ENVIRONMENT_NAME: text,
  BLOCKLIST_TABLE: text,
  /** Blocks that have ended, and still count. */
  MEMORY_TABLE: text,
  /** Hours that a first block lasts after the recording of its newest sighting. */
  RETENTION_HOURS: count,
  /** Each further block within the memory lasts so many times longer. */
  RETURN_FACTOR: factor,
  /** No block lasts longer. */
  CEILING_HOURS: count,
  /** Addresses and CIDRs that are never blocked. */
  ALLOWLIST: list,
  /** Our own public addresses and CIDRs. */
  OWN_ADDRESSES: list,
  /** Kinds of action whose remote hosts are blocked: see ACTION_KINDS. */
  BLOCK_ACTIONS: actionKinds,
  /** Lowest severity that blocks. */
  BLOCK_FROM_SEVERITY: severity,
  /** Beginnings of the finding types that block; empty: all. */
  BLOCK_FROM_TYPES: list,
  /** Accounts whose findings block; empty: all. */
  BLOCK_FROM_ACCOUNTS: list,
  /** Regions whose findings block; empty: all of the partition. */
  BLOCK_FROM_REGIONS: list,
  /** ARNs of products beside GuardDuty whose findings block. */
  BLOCK_FROM_PRODUCTS: list,
  /** Of the environment. */
  PARTITION: text,
  NEVER_BLOCK_TYPES: neverBlockTypes,
});
