import {
  CreateRuleGroupCommand,
  DescribeRuleGroupCommand,
  DescribeRuleGroupMetadataCommand,
  ListRuleGroupsCommand,
  type CreateRuleGroupCommandInput,
  type UpdateRuleGroupCommandInput,
} from "@aws-sdk/client-network-firewall";
import { startNetworkFirewall, type NetworkFirewallStandIn } from "../../../local/stand-ins/network-firewall/server";
import { blocking, firewallCaller, messageOf, outcomeOf, RULE_GROUP_ARN, RULE_GROUP_NAME } from "./support";

const NOW = Date.parse("2026-03-01T12:00:00.000Z");
const SETTINGS = {
  Description: "blocks remote hosts",
  EncryptionConfiguration: { Type: "CUSTOMER_KMS", KeyId: "alias/firewall" },
  SourceMetadata: { SourceArn: "arn:aws:network-firewall:us-west-2:aws-managed:stateless-rulegroup/x" },
  SummaryConfiguration: { RuleOptions: ["SID"] },
} as const satisfies Partial<UpdateRuleGroupCommandInput>;

let firewall: NetworkFirewallStandIn;
let caller: ReturnType<typeof firewallCaller>;
beforeEach(async () => {
  firewall = await startNetworkFirewall({ now: () => NOW });
  firewall.createRuleGroup({
    name: RULE_GROUP_NAME,
    arn: RULE_GROUP_ARN,
    capacity: 100,
    ruleGroup: blocking("127.0.0.1/32"),
    description: SETTINGS.Description,
    encryptionConfiguration: SETTINGS.EncryptionConfiguration,
    sourceMetadata: SETTINGS.SourceMetadata,
  });
  caller = firewallCaller(firewall.url);
});
afterEach(async () => {
  caller.client.destroy();
  await firewall.close();
});

describe("describing a rule group", () => {
  it("answers with its rules, its token and its properties", async () => {
    const { RuleGroup, UpdateToken, RuleGroupResponse } = await caller.describe();

    expect(RuleGroup).toEqual(blocking("127.0.0.1/32"));
    expect(UpdateToken).toMatch(/^([0-9a-f]{8})-([0-9a-f]{4}-){3}([0-9a-f]{12})$/);
    expect(RuleGroupResponse).toEqual({
      RuleGroupArn: RULE_GROUP_ARN,
      RuleGroupName: RULE_GROUP_NAME,
      RuleGroupId: firewall.ruleGroup(RULE_GROUP_ARN).id,
      Type: "STATELESS",
      Capacity: 100,
      ConsumedCapacity: 1,
      NumberOfAssociations: 1,
      RuleGroupStatus: "ACTIVE",
      Description: SETTINGS.Description,
      EncryptionConfiguration: SETTINGS.EncryptionConfiguration,
      SourceMetadata: SETTINGS.SourceMetadata,
      LastModifiedTime: new Date(NOW),
    });
  });

  it.each([
    ["its ARN", { RuleGroupArn: RULE_GROUP_ARN }, "ok"],
    ["its name and type", { RuleGroupName: RULE_GROUP_NAME, Type: "STATELESS" }, "ok"],
    ["ARN and name that agree", { RuleGroupArn: RULE_GROUP_ARN, RuleGroupName: RULE_GROUP_NAME }, "ok"],
    ["its name alone", { RuleGroupName: RULE_GROUP_NAME }, "InvalidRequestException"],
    ["nothing", {}, "InvalidRequestException"],
    ["what is no ARN", { RuleGroupArn: "blocked-hosts" }, "InvalidRequestException"],
    ["what is no type", { RuleGroupName: RULE_GROUP_NAME, Type: "BOTH" as never }, "InvalidRequestException"],
    ["another ARN", { RuleGroupArn: `${RULE_GROUP_ARN}-2` }, "ResourceNotFoundException"],
    ["another name", { RuleGroupName: "other", Type: "STATELESS" }, "ResourceNotFoundException"],
    ["the other type", { RuleGroupName: RULE_GROUP_NAME, Type: "STATEFUL" }, "ResourceNotFoundException"],
    ["ARN and name that disagree", { RuleGroupArn: RULE_GROUP_ARN, RuleGroupName: "b" }, "ResourceNotFoundException"],
  ] as const)("by %s ends in its own way", async (_by, input, outcome) => {
    expect(await outcomeOf(caller.client.send(new DescribeRuleGroupCommand(input)))).toBe(outcome);
    expect(await outcomeOf(caller.client.send(new DescribeRuleGroupMetadataCommand(input)))).toBe(outcome);
  });

  it("by its metadata leaves out the rules", async () => {
    const metadata = await caller.client.send(new DescribeRuleGroupMetadataCommand({ RuleGroupArn: RULE_GROUP_ARN }));

    expect(metadata).toMatchObject({ RuleGroupName: RULE_GROUP_NAME, Capacity: 100, LastModifiedTime: new Date(NOW) });
    expect(metadata).not.toHaveProperty("RuleGroup");
  });
});

describe("updating a rule group", () => {
  it("takes the current token once, and answers with a new one", async () => {
    const { UpdateToken } = await caller.describe();

    const updated = await caller.update({ UpdateToken, RuleGroup: blocking("192.0.2.1") });
    const again = caller.update({ UpdateToken, RuleGroup: blocking("192.0.2.2") });

    expect(await outcomeOf(again)).toBe("InvalidTokenException");
    expect((await caller.describe()).UpdateToken).toBe(updated.UpdateToken);
    expect(updated.UpdateToken).not.toBe(UpdateToken);
    expect(firewall.ruleGroup(RULE_GROUP_ARN).ruleGroup).toEqual(blocking("192.0.2.1"));
  });

  it("lets one of two writers with one token win", async () => {
    const { UpdateToken } = await caller.describe();

    const outcomes = await Promise.all(
      ["192.0.2.1", "192.0.2.2"].map((host) => outcomeOf(caller.update({ UpdateToken, RuleGroup: blocking(host) }))),
    );

    expect(outcomes.sort()).toEqual(["InvalidTokenException", "ok"]);
  });

  it("keeps the settings that the request carries", async () => {
    await caller.updateWithFreshToken({ RuleGroup: blocking("192.0.2.1"), ...SETTINGS });

    expect((await caller.describe()).RuleGroupResponse).toMatchObject(SETTINGS);
  });

  it("loses the settings that the request leaves out", async () => {
    await caller.updateWithFreshToken({ RuleGroup: blocking("192.0.2.1") });

    const response = (await caller.describe()).RuleGroupResponse;
    const { EncryptionConfiguration, ...others } = SETTINGS;
    for (const setting of Object.keys(others)) expect(response).not.toHaveProperty(setting);
    expect(response?.EncryptionConfiguration).not.toEqual(EncryptionConfiguration);
    expect(response?.EncryptionConfiguration).toEqual({ KeyId: "AWS_OWNED_KMS_KEY", Type: "AWS_OWNED_KMS_KEY" });
    expect(response).toMatchObject({ Capacity: 100, NumberOfAssociations: 1, RuleGroupName: RULE_GROUP_NAME });
  });

  it("changes nothing in a dry run, and shows what it would", async () => {
    const before = firewall.ruleGroup(RULE_GROUP_ARN);

    const tried = await caller.updateWithFreshToken({ RuleGroup: blocking("192.0.2.1", "192.0.2.2"), DryRun: true });

    expect(tried.RuleGroupResponse?.ConsumedCapacity).toBe(2);
    expect(firewall.ruleGroup(RULE_GROUP_ARN)).toEqual(before);
  });

  it.each([
    ["neither rule group nor rules", {}, "RuleGroup or Rules is required"],
    ["both of them", { RuleGroup: blocking("192.0.2.1"), Rules: "drop" }, "exclude each other"],
    ["Suricata rules", { Rules: "drop ip any any -> any any" }, "STATEFUL"],
    ["no token", { RuleGroup: blocking("192.0.2.1"), UpdateToken: undefined }, "UpdateToken is required"],
    ["a description that is too long", { RuleGroup: blocking("192.0.2.1"), Description: "d".repeat(513) }, "512"],
    ["a description of two lines", { RuleGroup: blocking("192.0.2.1"), Description: "a\nb" }, "one line"],
    [
      "an unknown kind of key",
      { RuleGroup: blocking("192.0.2.1"), EncryptionConfiguration: { Type: "MINE" as never } },
      "EncryptionConfiguration.Type",
    ],
  ])("refuses %s", async (_what, input, message) => {
    const refused = caller.updateWithFreshToken(input);

    expect(await outcomeOf(refused)).toBe("InvalidRequestException");
    expect(await messageOf(refused)).toContain(message);
  });

  it("takes a description of 512 characters", async () => {
    await caller.updateWithFreshToken({ RuleGroup: blocking("192.0.2.1"), Description: "d".repeat(512) });

    expect(firewall.ruleGroup(RULE_GROUP_ARN).description).toHaveLength(512);
  });

  it("is found out by an edit by hand, which keeps the settings and sets the associations", async () => {
    const { UpdateToken } = await caller.describe();

    firewall.editByHand(RULE_GROUP_ARN, blocking("192.0.2.9"), { numberOfAssociations: 0 });

    expect(await outcomeOf(caller.update({ UpdateToken, RuleGroup: blocking("192.0.2.1") }))).toBe(
      "InvalidTokenException",
    );
    const described = await caller.describe();
    expect(described.RuleGroup).toEqual(blocking("192.0.2.9"));
    expect(described.RuleGroupResponse).toMatchObject({ NumberOfAssociations: 0, Description: SETTINGS.Description });
  });
});

describe("creating and listing rule groups", () => {
  const NEW: CreateRuleGroupCommandInput = {
    RuleGroupName: "second",
    Type: "STATELESS",
    Capacity: 30_000,
    RuleGroup: blocking("192.0.2.1"),
  };

  it("makes an unassociated group that can be described", async () => {
    const created = await caller.client.send(new CreateRuleGroupCommand(NEW));

    const RuleGroupArn = created.RuleGroupResponse?.RuleGroupArn ?? "";
    expect(RuleGroupArn).toBe("arn:aws:network-firewall:us-west-2:111122223333:stateless-rulegroup/second");
    expect(firewall.ruleGroup(RuleGroupArn)).toMatchObject({
      numberOfAssociations: 0,
      updateToken: created.UpdateToken,
    });
  });

  it.each([
    ["a name that is taken", { RuleGroupName: RULE_GROUP_NAME }, "InvalidRequestException"],
    ["an underscore in a name", { RuleGroupName: "a_b" }, "InvalidRequestException"],
    ["the STATEFUL type", { Type: "STATEFUL" as const }, "InvalidRequestException"],
    ["no capacity", { Capacity: 0 }, "InvalidRequestException"],
    ["too little capacity", { Capacity: 1, RuleGroup: blocking("192.0.2.1", "192.0.2.2") }, "InvalidRequestException"],
    ["more capacity than the quota", { Capacity: 30_001 }, "LimitExceededException"],
  ])("refuses %s", async (_what, input, outcome) => {
    expect(await outcomeOf(caller.client.send(new CreateRuleGroupCommand({ ...NEW, ...input })))).toBe(outcome);
  });

  it("lists page by page", async () => {
    await caller.client.send(new CreateRuleGroupCommand(NEW));

    const first = await caller.client.send(new ListRuleGroupsCommand({ MaxResults: 1 }));
    const second = await caller.client.send(new ListRuleGroupsCommand({ MaxResults: 1, NextToken: first.NextToken }));

    expect(first.RuleGroups).toEqual([{ Name: RULE_GROUP_NAME, Arn: RULE_GROUP_ARN }]);
    expect(second.RuleGroups).toHaveLength(1);
    expect(second.NextToken).toBeUndefined();
    expect(await outcomeOf(caller.client.send(new ListRuleGroupsCommand({ MaxResults: 101 })))).toBe(
      "InvalidRequestException",
    );
    expect((await caller.client.send(new ListRuleGroupsCommand({ Type: "STATEFUL" }))).RuleGroups).toEqual([]);
  });
});
