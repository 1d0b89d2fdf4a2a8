import {
  CreateFirewallPolicyCommand,
  CreateRuleGroupCommand,
  DeleteFirewallPolicyCommand,
  DeleteRuleGroupCommand,
  DescribeFirewallPolicyCommand,
  ListFirewallPoliciesCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFirewallPolicyCommand,
  type FirewallPolicy,
} from "@aws-sdk/client-network-firewall";
import { startNetworkFirewall, type NetworkFirewallStandIn } from "../../../local/stand-ins/network-firewall/server";
import { blocking, firewallCaller, messageOf, outcomeOf, RULE_GROUP_ARN, RULE_GROUP_NAME } from "./support";

const POLICY_ARN = "arn:aws:network-firewall:us-west-2:111122223333:firewall-policy/policy";
const NEW_GROUP = {
  RuleGroupName: RULE_GROUP_NAME,
  Type: "STATELESS",
  Capacity: 100,
  RuleGroup: blocking("127.0.0.1/32"),
} as const;
const policyOf = (overrides: Partial<FirewallPolicy> = {}): FirewallPolicy => ({
  StatelessDefaultActions: ["aws:forward_to_sfe"],
  StatelessFragmentDefaultActions: ["aws:forward_to_sfe"],
  StatelessRuleGroupReferences: [{ ResourceArn: RULE_GROUP_ARN, Priority: 1 }],
  ...overrides,
});

let firewall: NetworkFirewallStandIn;
let caller: ReturnType<typeof firewallCaller>;
beforeEach(async () => {
  firewall = await startNetworkFirewall();
  caller = firewallCaller(firewall.url);
  await caller.client.send(new CreateRuleGroupCommand({ ...NEW_GROUP, Tags: [{ Key: "env", Value: "test" }] }));
});
afterEach(async () => {
  caller.client.destroy();
  await firewall.close();
});

const createPolicy = (FirewallPolicy = policyOf(), FirewallPolicyName = "policy") =>
  caller.client.send(new CreateFirewallPolicyCommand({ FirewallPolicyName, FirewallPolicy }));
const describePolicy = () => caller.client.send(new DescribeFirewallPolicyCommand({ FirewallPolicyName: "policy" }));
const updatePolicy = (UpdateToken: string | undefined, FirewallPolicy = policyOf()) =>
  caller.client.send(new UpdateFirewallPolicyCommand({ UpdateToken, FirewallPolicyArn: POLICY_ARN, FirewallPolicy }));
const deleteGroup = () => caller.client.send(new DeleteRuleGroupCommand({ RuleGroupArn: RULE_GROUP_ARN }));
const deletePolicy = () => caller.client.send(new DeleteFirewallPolicyCommand({ FirewallPolicyArn: POLICY_ARN }));
const associations = () => firewall.ruleGroup(RULE_GROUP_ARN).numberOfAssociations;

describe("firewall policies", () => {
  it("are counted by the groups that they reference, whose tokens stay", async () => {
    const token = firewall.ruleGroup(RULE_GROUP_ARN).updateToken;
    const counted = [associations()];
    await createPolicy();
    counted.push(associations());
    await createPolicy(policyOf(), "second");
    counted.push(associations());
    await updatePolicy((await describePolicy()).UpdateToken, policyOf({ StatelessRuleGroupReferences: [] }));
    counted.push(associations());
    await caller.client.send(new DeleteFirewallPolicyCommand({ FirewallPolicyName: "second" }));
    counted.push(associations());

    expect(counted).toEqual([0, 1, 2, 1, 0]);
    expect(firewall.ruleGroup(RULE_GROUP_ARN).updateToken).toBe(token);
  });

  it("come back as they were made, with the encryption that the service fills in", async () => {
    const created = await createPolicy();

    const described = await describePolicy();
    expect(described).toMatchObject({ FirewallPolicy: policyOf(), UpdateToken: created.UpdateToken });
    expect(described.FirewallPolicyResponse).toMatchObject({
      FirewallPolicyArn: POLICY_ARN,
      FirewallPolicyStatus: "ACTIVE",
      EncryptionConfiguration: { KeyId: "AWS_OWNED_KMS_KEY", Type: "AWS_OWNED_KMS_KEY" },
    });
    expect((await caller.client.send(new ListFirewallPoliciesCommand({}))).FirewallPolicies).toEqual([
      { Name: "policy", Arn: POLICY_ARN },
    ]);
  });

  it("take each token once", async () => {
    const { UpdateToken } = await createPolicy();

    expect(await outcomeOf(updatePolicy(UpdateToken))).toBe("ok");
    expect(await outcomeOf(updatePolicy(UpdateToken))).toBe("InvalidTokenException");
  });

  it.each([
    ["no default action", { StatelessDefaultActions: [] }, "StatelessDefaultActions"],
    ["an unknown default action", { StatelessFragmentDefaultActions: ["drop"] }, "StatelessFragmentDefaultActions"],
    [
      "a group that does not exist",
      { StatelessRuleGroupReferences: [{ ResourceArn: `${RULE_GROUP_ARN}-2`, Priority: 1 }] },
      "there is no STATELESS rule group",
    ],
    [
      "a priority that no rule group can have",
      { StatelessRuleGroupReferences: [{ ResourceArn: RULE_GROUP_ARN, Priority: 0 }] },
      "Priority",
    ],
    [
      "the same group twice",
      { StatelessRuleGroupReferences: [1, 2].map((Priority) => ({ ResourceArn: RULE_GROUP_ARN, Priority })) },
      "repeats",
    ],
  ])("refuse %s", async (_what, overrides, message) => {
    const refused = createPolicy(policyOf(overrides));

    expect(await outcomeOf(refused)).toBe("InvalidRequestException");
    expect(await messageOf(refused)).toContain(message);
    expect(associations()).toBe(0);
  });

  it("refuse groups that have more capacity together than a policy takes", async () => {
    const big = { ...NEW_GROUP, RuleGroupName: "big", Capacity: 29_901 };
    const { RuleGroupResponse } = await caller.client.send(new CreateRuleGroupCommand(big));
    const references = [RULE_GROUP_ARN, RuleGroupResponse?.RuleGroupArn].map((ResourceArn, index) => ({
      ResourceArn,
      Priority: index + 1,
    }));

    expect(await outcomeOf(createPolicy(policyOf({ StatelessRuleGroupReferences: references })))).toBe(
      "LimitExceededException",
    );
  });

  it("are gone after their deletion", async () => {
    await createPolicy();

    expect((await deletePolicy()).FirewallPolicyResponse?.FirewallPolicyStatus).toBe("DELETING");
    expect(await outcomeOf(describePolicy())).toBe("ResourceNotFoundException");
    expect(await outcomeOf(deletePolicy())).toBe("ResourceNotFoundException");
  });
});

describe("deleting a rule group", () => {
  it("is refused while a policy uses it", async () => {
    await createPolicy();

    const refused = deleteGroup();
    expect(await outcomeOf(refused)).toBe("InvalidOperationException");
    expect(await messageOf(refused)).toContain("Unable to delete the object because it is still in use");

    await deletePolicy();
    expect((await deleteGroup()).RuleGroupResponse?.RuleGroupStatus).toBe("DELETING");
    expect(await outcomeOf(caller.describe())).toBe("ResourceNotFoundException");
  });

  it("leaves nothing to the group of its name that is made next", async () => {
    await caller.updateWithFreshToken({ RuleGroup: blocking("192.0.2.1") });
    const before = firewall.ruleGroup(RULE_GROUP_ARN);
    await deleteGroup();
    await caller.client.send(new CreateRuleGroupCommand(NEW_GROUP));

    const { RuleGroup, UpdateToken, RuleGroupResponse } = await caller.describe();
    expect(RuleGroup).toEqual(NEW_GROUP.RuleGroup);
    expect(RuleGroupResponse).not.toHaveProperty("Tags");
    expect([UpdateToken, RuleGroupResponse?.RuleGroupId]).not.toEqual([before.updateToken, before.id]);
    expect(await outcomeOf(caller.update({ UpdateToken: before.updateToken, RuleGroup: blocking("192.0.2.2") }))).toBe(
      "InvalidTokenException",
    );
  });
});

describe("tags", () => {
  const list = (input: { MaxResults?: number; NextToken?: string | undefined } = {}) =>
    caller.client.send(new ListTagsForResourceCommand({ ResourceArn: RULE_GROUP_ARN, ...input }));

  it("are added, replaced and removed, and change no rule and no token", async () => {
    const { updateToken } = firewall.ruleGroup(RULE_GROUP_ARN);
    await caller.client.send(
      new TagResourceCommand({
        ResourceArn: RULE_GROUP_ARN,
        Tags: [
          { Key: "team", Value: "sec" },
          { Key: "env", Value: "prod" },
        ],
      }),
    );
    const tagged = (await caller.describe()).RuleGroupResponse?.Tags;
    await caller.client.send(new UntagResourceCommand({ ResourceArn: RULE_GROUP_ARN, TagKeys: ["team"] }));

    expect(tagged).toEqual([
      { Key: "env", Value: "prod" },
      { Key: "team", Value: "sec" },
    ]);
    expect((await list()).Tags).toEqual([{ Key: "env", Value: "prod" }]);
    expect(firewall.ruleGroup(RULE_GROUP_ARN).updateToken).toBe(updateToken);
  });

  it("are listed page by page, for policies too", async () => {
    await createPolicy();
    const Tags = [
      { Key: "a", Value: "" },
      { Key: "b", Value: "2" },
    ];
    await caller.client.send(new TagResourceCommand({ ResourceArn: POLICY_ARN, Tags }));

    const of = (NextToken?: string) =>
      caller.client.send(new ListTagsForResourceCommand({ ResourceArn: POLICY_ARN, MaxResults: 1, NextToken }));
    const first = await of();
    const second = await of(first.NextToken);
    expect([first.Tags, second.Tags, second.NextToken]).toEqual([[Tags[0]], [Tags[1]], undefined]);
  });

  it.each([
    ["a resource that does not exist", { ResourceArn: `${POLICY_ARN}-2` }, "ResourceNotFoundException"],
    ["a key of AWS's own", { Tags: [{ Key: "aws:x", Value: "1" }] }, "InvalidRequestException"],
    ["no tag", { Tags: [] }, "InvalidRequestException"],
  ])("are refused for %s", async (_what, input, outcome) => {
    const request = { ResourceArn: RULE_GROUP_ARN, Tags: [{ Key: "a", Value: "1" }], ...input };

    expect(await outcomeOf(caller.client.send(new TagResourceCommand(request)))).toBe(outcome);
  });
});

it("listens on the port that it is given", async () => {
  const { port } = new URL(firewall.url);
  await firewall.close();
  const again = await startNetworkFirewall({ port: Number(port) });

  expect(again.url).toBe(firewall.url);
  await again.close();
});
