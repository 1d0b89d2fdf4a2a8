import type { DescribeFirewallPolicyResponse, RuleGroupResponse } from "@aws-sdk/client-network-firewall";
import { groupDifferences, policyDifferences } from "../../../ops/terraform/group-shape";

const LIVE: RuleGroupResponse = {
  RuleGroupArn: "arn:g",
  RuleGroupName: "g",
  RuleGroupId: "i",
  Description: "d",
  Type: "STATELESS",
  Capacity: 100,
  RuleGroupStatus: "ACTIVE",
  Tags: [
    { Key: "Project", Value: "p" },
    { Key: "Environment", Value: "dev" },
    { Key: "aws:cloudformation:stack-id", Value: "of AWS" },
  ],
  NumberOfAssociations: 1,
  EncryptionConfiguration: { KeyId: "AWS_OWNED_KMS_KEY", Type: "AWS_OWNED_KMS_KEY" },
};
const STATE = {
  name: "g",
  description: "d",
  type: "STATELESS",
  capacity: 100,
  encryption_configuration: [],
  tags: null,
  tags_all: { Environment: "dev", Project: "p" },
  rule_group: [],
};

describe("the live group", () => {
  it("is as the state has it, whatever its rules are", () => {
    expect(groupDifferences(LIVE, STATE)).toEqual([]);
    expect(groupDifferences({ ...LIVE, ConsumedCapacity: 90, NumberOfAssociations: 0 }, STATE)).toEqual([]);
  });

  it.each<readonly [string, Partial<RuleGroupResponse>, readonly string[]]>([
    ["another capacity", { Capacity: 200 }, ["capacity"]],
    ["another type", { Type: "STATEFUL" }, ["type"]],
    ["another name", { RuleGroupName: "h" }, ["name"]],
    ["another description", { Description: "by somebody" }, ["description"]],
    ["no description", { Description: "" }, ["description"]],
    ["a key", { EncryptionConfiguration: { KeyId: "k", Type: "CUSTOMER_KMS" } }, ["encryption_configuration"]],
    ["a tag more", { Tags: [...(LIVE.Tags ?? []), { Key: "owner", Value: "me" }] }, ["tags"]],
    ["a tag less", { Tags: [{ Key: "Project", Value: "p" }] }, ["tags"]],
    [
      "another value of a tag",
      {
        Tags: [
          { Key: "Project", Value: "q" },
          { Key: "Environment", Value: "dev" },
        ],
      },
      ["tags"],
    ],
    ["its end", { RuleGroupStatus: "DELETING" }, ["status"]],
  ])("differs by %s", (_, live, expected) => {
    expect(groupDifferences({ ...LIVE, ...live }, STATE)).toEqual(expected);
  });

  it("is encrypted with the key of the state", () => {
    const key = { EncryptionConfiguration: { KeyId: "k", Type: "CUSTOMER_KMS" as const } };
    const known = { ...STATE, encryption_configuration: [{ key_id: "k", type: "CUSTOMER_KMS" }] };
    expect(groupDifferences({ ...LIVE, ...key }, known)).toEqual([]);
    expect(groupDifferences(LIVE, known)).toEqual(["encryption_configuration"]);
  });
});

describe("the live policy", () => {
  const policy = {
    StatelessDefaultActions: ["aws:forward_to_sfe"],
    StatelessFragmentDefaultActions: ["aws:drop"],
    StatelessRuleGroupReferences: [{ ResourceArn: "arn:g", Priority: 1 }],
  };
  const live = (more: object = {}): DescribeFirewallPolicyResponse => ({
    UpdateToken: "t",
    FirewallPolicyResponse: {
      FirewallPolicyName: "p",
      FirewallPolicyArn: "arn:p",
      FirewallPolicyId: "i",
      FirewallPolicyStatus: "ACTIVE",
      Tags: [],
    },
    FirewallPolicy: { ...policy, StatefulRuleGroupReferences: [], ...more },
  });
  const known = {
    name: "p",
    description: "",
    encryption_configuration: [],
    tags_all: {},
    firewall_policy: [
      {
        policy_variables: [],
        stateful_default_actions: null,
        stateful_engine_options: [],
        stateful_rule_group_reference: [],
        stateless_custom_action: [],
        stateless_default_actions: ["aws:forward_to_sfe"],
        stateless_fragment_default_actions: ["aws:drop"],
        stateless_rule_group_reference: [{ priority: 1, resource_arn: "arn:g" }],
        tls_inspection_configuration_arn: "",
      },
    ],
  };

  it("is as the state has it", () => {
    expect(policyDifferences(live(), known)).toEqual([]);
  });

  it.each<readonly [string, object, string]>([
    ["the group taken out", { StatelessRuleGroupReferences: [] }, "stateless_rule_group_reference"],
    [
      "a group before ours",
      { StatelessRuleGroupReferences: [...policy.StatelessRuleGroupReferences, { ResourceArn: "arn:h", Priority: 2 }] },
      "stateless_rule_group_reference",
    ],
    ["another default action", { StatelessDefaultActions: ["aws:pass"] }, "stateless_default_actions"],
    [
      "another one for fragments",
      { StatelessFragmentDefaultActions: ["aws:pass"] },
      "stateless_fragment_default_actions",
    ],
    ["a stateful group", { StatefulRuleGroupReferences: [{ ResourceArn: "arn:s" }] }, "firewall_policy"],
    ["TLS inspection", { TLSInspectionConfigurationArn: "arn:t" }, "firewall_policy"],
  ])("differs by %s", (_, more, expected) => {
    expect(policyDifferences(live(more), known)).toEqual([expected]);
  });
});
