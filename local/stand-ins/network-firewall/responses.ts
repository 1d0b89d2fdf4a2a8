import type { FirewallPolicySnapshot } from "./policies";
import type { RuleGroupSnapshot } from "./state";
import type { Tag } from "./tags";

/** The wire's form of a group's properties. https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_RuleGroupResponse.html */
export const ruleGroupResponse = (group: RuleGroupSnapshot, tags?: readonly Tag[]) => ({
  RuleGroupArn: group.arn,
  RuleGroupName: group.name,
  RuleGroupId: group.id,
  Type: "STATELESS",
  Capacity: group.capacity,
  RuleGroupStatus: "ACTIVE",
  ConsumedCapacity: group.consumedCapacity,
  NumberOfAssociations: group.numberOfAssociations,
  // JSON leaves out what is undefined, as AWS leaves out what is not set.
  Description: group.description,
  EncryptionConfiguration: group.encryptionConfiguration,
  SourceMetadata: group.sourceMetadata,
  SummaryConfiguration: group.summaryConfiguration,
  LastModifiedTime: epochSeconds(group.lastModifiedAt),
  Tags: tags,
});

/** https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_FirewallPolicyResponse.html */
export const firewallPolicyResponse = (policy: FirewallPolicySnapshot, tags?: readonly Tag[]) => ({
  FirewallPolicyName: policy.name,
  FirewallPolicyArn: policy.arn,
  FirewallPolicyId: policy.id,
  FirewallPolicyStatus: "ACTIVE",
  Description: policy.description,
  EncryptionConfiguration: policy.encryptionConfiguration,
  NumberOfAssociations: 0,
  LastModifiedTime: epochSeconds(policy.lastModifiedAt),
  Tags: tags,
});

/** https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_DescribeRuleGroupMetadata.html */
export const ruleGroupMetadata = (group: RuleGroupSnapshot) => ({
  RuleGroupArn: group.arn,
  RuleGroupName: group.name,
  Description: group.description,
  Type: "STATELESS",
  Capacity: group.capacity,
  LastModifiedTime: epochSeconds(group.lastModifiedAt),
});

/** AWS JSON 1.0 writes a time as a number of seconds. */
const epochSeconds = (epochMilliseconds: number): number => epochMilliseconds / 1000;
