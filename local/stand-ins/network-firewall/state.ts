import type {
  EncryptionConfiguration,
  RuleGroup,
  SourceMetadata,
  SummaryConfiguration,
} from "@aws-sdk/client-network-firewall";
import type { Now } from "../call";
import { ruleGroupCapacityUnits } from "./capacity";

/** What an update replaces along with the rules: a setting that the request leaves out is gone afterwards. */
export interface RuleGroupSettings {
  readonly description?: string;
  readonly encryptionConfiguration?: EncryptionConfiguration;
  readonly sourceMetadata?: SourceMetadata;
  readonly summaryConfiguration?: SummaryConfiguration;
}

/**
 * What Describe answers for a resource without a key of its own.
 * https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_EncryptionConfiguration.html has the type; the key's
 * name is from answers of the service.
 */
export const AWS_OWNED_KEY: EncryptionConfiguration = { KeyId: "AWS_OWNED_KMS_KEY", Type: "AWS_OWNED_KMS_KEY" };

/** A rule group as it is to be made. */
export interface RuleGroupSeed extends RuleGroupSettings {
  readonly name: string;
  readonly arn: string;
  /** Units; fixed for good. */
  readonly capacity: number;
  readonly ruleGroup: RuleGroup;
  /** Firewall policies that use the group, beside those made here by CreateFirewallPolicy. @default 1 */
  readonly numberOfAssociations?: number;
}

/** A rule group as it is. */
export interface RuleGroupSnapshot extends RuleGroupSettings {
  readonly encryptionConfiguration: EncryptionConfiguration;
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly capacity: number;
  readonly consumedCapacity: number;
  readonly ruleGroup: RuleGroup;
  readonly numberOfAssociations: number;
  /** The optimistic lock: a new one with every change. */
  readonly updateToken: string;
  /** Epoch milliseconds. */
  readonly lastModifiedAt: number;
}

/** New contents: the rules, and all the settings that are to remain. */
export interface RuleGroupChange extends RuleGroupSettings {
  readonly ruleGroup: RuleGroup;
  readonly numberOfAssociations?: number;
}

/** A group without what follows from a change. */
type GroupContents = RuleGroupSettings & Omit<RuleGroupSnapshot, keyof RuleGroupSettings | Derived>;
type Derived = "updateToken" | "lastModifiedAt" | "consumedCapacity";

export type RuleGroupState = ReturnType<typeof ruleGroupState>;

/** The rule groups of one account and Region. Holds; does not judge. Nothing goes in or out by reference. */
export function ruleGroupState(now: Now) {
  const groups = new Map<string, RuleGroupSnapshot>();
  let made = 0;
  // AWS's tokens and ids match this pattern; counting keeps runs alike.
  const nextUuid = () => `00000000-0000-4000-8000-${(made += 1).toString(16).padStart(12, "0")}`;
  const put = (group: GroupContents): RuleGroupSnapshot => {
    const stored = {
      ...structuredClone(group),
      encryptionConfiguration: structuredClone(group.encryptionConfiguration ?? AWS_OWNED_KEY),
      consumedCapacity: ruleGroupCapacityUnits(group.ruleGroup),
      updateToken: nextUuid(),
      lastModifiedAt: now(),
    };
    groups.set(group.arn, stored);
    return structuredClone(stored);
  };

  return {
    find: (arn: string): RuleGroupSnapshot | undefined => structuredClone(groups.get(arn)),
    findByName: (name: string): RuleGroupSnapshot | undefined =>
      structuredClone([...groups.values()].find((group) => group.name === name)),
    /** In the order of their creation. */
    all: (): readonly RuleGroupSnapshot[] => structuredClone([...groups.values()]),
    create: (seed: RuleGroupSeed): RuleGroupSnapshot => put({ numberOfAssociations: 1, ...seed, id: nextUuid() }),
    replace: (current: RuleGroupSnapshot, change: RuleGroupChange): RuleGroupSnapshot => put(after(current, change)),
    /** A policy uses the group from now on (1), or no longer does (-1). Not a change of the group: its token stays. */
    associate: (arn: string, difference: 1 | -1): void => {
      const group = groups.get(arn);
      if (group === undefined) throw new Error(`no rule group ${arn} to associate`);
      groups.set(arn, { ...group, numberOfAssociations: group.numberOfAssociations + difference });
    },
    remove: (arn: string): boolean => groups.delete(arn),
    /** What `replace` would make, with nothing changed. */
    preview: (current: RuleGroupSnapshot, change: RuleGroupChange): RuleGroupSnapshot => ({
      ...after(current, change),
      encryptionConfiguration: change.encryptionConfiguration ?? AWS_OWNED_KEY,
      consumedCapacity: ruleGroupCapacityUnits(change.ruleGroup),
      updateToken: current.updateToken,
      lastModifiedAt: current.lastModifiedAt,
    }),
  };
}

/** The group with other contents: only what cannot change is carried over. */
const after = (current: RuleGroupSnapshot, change: RuleGroupChange): GroupContents => ({
  name: current.name,
  arn: current.arn,
  id: current.id,
  capacity: current.capacity,
  numberOfAssociations: current.numberOfAssociations,
  ...change,
});

/** The settings of a group, without the rest of it. */
export const settingsFrom = (group: RuleGroupSettings): RuleGroupSettings => ({
  ...(group.description !== undefined && { description: group.description }),
  ...(group.encryptionConfiguration && { encryptionConfiguration: group.encryptionConfiguration }),
  ...(group.sourceMetadata && { sourceMetadata: group.sourceMetadata }),
  ...(group.summaryConfiguration && { summaryConfiguration: group.summaryConfiguration }),
});
