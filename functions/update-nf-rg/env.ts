import { count, envContract, list, text } from "../contract/env-contract";
import { neverBlockTypes, observeTypes } from "../contract/finding-types";
import { mode } from "../contract/mode";

/** Environment of update-nf-rg. */
export const updateRuleGroupEnv = envContract({
  ENVIRONMENT_NAME: text,
  BLOCKLIST_TABLE: text,
  /** The table whose one row says whose turn it is. */
  LEASE_TABLE: text,
  RULE_GROUP_ARN: text,
  /** Name of the custom action that marks our rules. */
  MANAGED_ACTION: text,
  METRIC_DIMENSION: text,
  BASE_PRIORITY: count,
  ALLOWLIST: list,
  /** Our own public addresses and CIDRs. */
  OWN_ADDRESSES: list,
  /** Finding types whose hosts are not blocked yet. */
  OBSERVE_TYPES: observeTypes,
  /** Finding types whose hosts are never blocked. */
  NEVER_BLOCK_TYPES: neverBlockTypes,
  MODE: mode,
});
