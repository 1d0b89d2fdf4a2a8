import type { RuleGroupRules } from "../domain/rule-group";

/** The rule group as it was read. */
export interface RuleGroupSnapshot extends RuleGroupRules {
  readonly capacityUnits: number;
  /** How many firewall policies use it; 0 means that a block protects nothing. */
  readonly numberOfAssociations: number;
  /** Update token and all that an update must send back unchanged; only the adapter looks inside. */
  readonly handle: unknown;
  /** The state of the group that was read. */
  readonly version: Version;
}

/** Names one state of the rule group; only the adapter looks inside. */
export type Version = string | undefined;

/** The answer to an update: an expected outcome is a value. */
export type UpdateOutcome =
  | { readonly outcome: "updated"; readonly version: Version }
  /** Somebody else updated since the snapshot; describe again. */
  | { readonly outcome: "stale" }
  /** Nothing was done, and the same call may pass later. */
  | { readonly outcome: "throttled" };

/**
 * The firewall's rule group: the current state.
 * @throws CodedError FIREWALL_UNAVAILABLE (try again), FIREWALL_REFUSED, KEY_REFUSED or RULE_GROUP_UNUSABLE (a person must look)
 */
export interface RuleGroup {
  /** @param timeMs milliseconds that the call may take, also below; after that it is FIREWALL_UNAVAILABLE. @default no end */
  readonly describe: (timeMs?: () => number) => Promise<RuleGroupSnapshot>;
  /** Whether nobody has updated the group since. */
  readonly isCurrent: (version: Version, timeMs?: () => number) => Promise<boolean>;
  readonly update: (
    snapshot: RuleGroupSnapshot,
    rules: RuleGroupRules,
    timeMs?: () => number,
  ) => Promise<UpdateOutcome>;
}
