import type { MatchAttributes, RuleGroup } from "@aws-sdk/client-network-firewall";
import { startNetworkFirewall, type NetworkFirewallStandIn } from "../../../local/stand-ins/network-firewall/server";
import { ruleGroupProblems } from "../../../local/stand-ins/network-firewall/validation";
import {
  blocking,
  customAction,
  firewallCaller,
  messageOf,
  outcomeOf,
  rule,
  ruleGroup,
  RULE_GROUP_ARN,
  RULE_GROUP_NAME,
  sources,
} from "./support";

const matching = (match: MatchAttributes): RuleGroup => ruleGroup([rule({ match })]);
const ports = (FromPort: number, ToPort: number): MatchAttributes => ({ DestinationPorts: [{ FromPort, ToPort }] });
const customActions = (length: number) => Array.from({ length }, (_, index) => customAction(`A${index}`, "x"));
const LONGEST_NAME = "a".repeat(128);

const ACCEPTED: readonly (readonly [string, RuleGroup])[] = [
  ["an IPv4 CIDR block", blocking("198.51.100.0/24")],
  ["an IPv4 address without a prefix", blocking("198.51.100.7")],
  ["all of IPv4, said out loud", blocking("0.0.0.0/0")],
  ["a block with bits beyond its prefix", blocking("10.0.0.0/24", "10.0.0.1/24", "10.0.0.2/24")],
  ["an IPv6 address in full", blocking("1111:0000:0000:0000:0000:0000:0000:0111/128")],
  ["an IPv6 address in short, without a prefix", blocking("2001:db8::1")],
  [
    "one address as source and as destination",
    matching({ ...sources("192.0.2.1"), Destinations: sources("192.0.2.1").Sources }),
  ],
  ["attributes that match everything because none is given", matching({})],
  ["the lowest and the highest priority", ruleGroup([rule({ priority: 1 }), rule({ priority: 65_535 })])],
  ["the lowest and the highest port", matching(ports(0, 65_535))],
  ["a range of one port", matching(ports(443, 443))],
  ["the lowest and the highest protocol", matching({ Protocols: [0, 255] })],
  ["flags that are among the masks", matching({ TCPFlags: [{ Flags: ["SYN"], Masks: ["SYN", "ACK"] }] })],
  ["flags that must all be unset", matching({ TCPFlags: [{ Flags: [], Masks: ["SYN"] }] })],
  ["aws:pass", ruleGroup([rule({ actions: ["aws:pass"] })])],
  ["aws:forward_to_sfe", ruleGroup([rule({ actions: ["aws:forward_to_sfe"] })])],
  [
    "a standard action with two custom ones",
    ruleGroup([rule({ actions: ["One", "aws:drop", "Two"] })], [customAction("One", "1"), customAction("Two", "2")]),
  ],
  ["a custom action that no rule uses", ruleGroup([rule({})], [customAction(LONGEST_NAME, "a-Z_0 9")])],
  ["an empty list of custom actions", ruleGroup([rule({})], [])],
  ["ten custom actions", ruleGroup([rule({})], customActions(10))],
];

const AT = "RuleGroup.RulesSource.StatelessRulesAndCustomActions";
const MATCH = `${AT}.StatelessRules[0].RuleDefinition.MatchAttributes`;
const ACTIONS = `${AT}.StatelessRules[0].RuleDefinition.Actions`;

/** What, the rule group, and the place that the refusal names. */
const REFUSED: readonly (readonly [string, RuleGroup, string])[] = [
  ["no rules", ruleGroup([]), `${AT}.StatelessRules is empty`],
  ["an empty list of sources", matching({ Sources: [] }), `${MATCH}.Sources is empty`],
  ["an empty list of destinations", matching({ Destinations: [] }), `${MATCH}.Destinations is empty`],
  ["an empty list of source ports", matching({ SourcePorts: [] }), `${MATCH}.SourcePorts is empty`],
  ["an empty list of destination ports", matching({ DestinationPorts: [] }), `${MATCH}.DestinationPorts is empty`],
  ["an empty list of protocols", matching({ Protocols: [] }), `${MATCH}.Protocols is empty`],
  ["an empty list of TCP flags", matching({ TCPFlags: [] }), `${MATCH}.TCPFlags is empty`],
  ["a host name", blocking("example.com"), `${MATCH}.Sources[0]`],
  ["an empty address", blocking(""), `${MATCH}.Sources[0]`],
  ["the second address, when it is that one", blocking("192.0.2.1", "192.0.2.256"), `${MATCH}.Sources[1]`],
  ["three octets", blocking("192.0.2/24"), `${MATCH}.Sources[0]`],
  ["a leading zero in an octet", blocking("192.0.2.01"), `${MATCH}.Sources[0]`],
  ["a prefix above 32", blocking("192.0.2.1/33"), `${MATCH}.Sources[0]`],
  ["a leading zero in a prefix", blocking("192.0.2.1/08"), `${MATCH}.Sources[0]`],
  ["an IPv6 prefix above 128", blocking("2001:db8::1/129"), `${MATCH}.Sources[0]`],
  ["an IPv6 address with two gaps", blocking("2001::db8::1"), `${MATCH}.Sources[0]`],
  ["an IPv6 zone", blocking("fe80::1%eth0"), `${MATCH}.Sources[0]`],
  ["an address with a space", blocking(" 192.0.2.1"), `${MATCH}.Sources[0]`],
  ["an address twice", blocking("192.0.2.1", "192.0.2.2", "192.0.2.1"), `${MATCH}.Sources[2]: 192.0.2.1/32 is already`],
  ["an address in two spellings", blocking("2001:db8::1", "2001:DB8:0::1/128"), `${MATCH}.Sources[1]`],
  ["a port above 65535", matching(ports(0, 65_536)), `${MATCH}.DestinationPorts[0]`],
  ["a negative port", matching(ports(-1, 80)), `${MATCH}.DestinationPorts[0]`],
  ["a port range that runs backwards", matching(ports(443, 80)), `${MATCH}.DestinationPorts[0]`],
  ["a protocol above 255", matching({ Protocols: [6, 256] }), `${MATCH}.Protocols[1]`],
  ["a negative protocol", matching({ Protocols: [-1] }), `${MATCH}.Protocols[0]`],
  ["flags outside of the masks", matching({ TCPFlags: [{ Flags: ["FIN"], Masks: ["SYN"] }] }), `${MATCH}.TCPFlags[0]`],
  ["priority 0", ruleGroup([rule({ priority: 0 })]), `${AT}.StatelessRules[0].Priority`],
  ["a priority above 65535", ruleGroup([rule({ priority: 65_536 })]), `${AT}.StatelessRules[0].Priority`],
  ["a priority that is no integer", ruleGroup([rule({ priority: 1.5 })]), `${AT}.StatelessRules[0].Priority`],
  ["a priority twice", ruleGroup([rule({}), rule({})]), `${AT}.StatelessRules[1].Priority: 10 is already used`],
  ["no action", ruleGroup([rule({ actions: [] })]), ACTIONS],
  ["two standard actions", ruleGroup([rule({ actions: ["aws:drop", "aws:pass"] })]), ACTIONS],
  ["a standard action twice", ruleGroup([rule({ actions: ["aws:drop", "aws:drop"] })]), ACTIONS],
  ["a custom action alone", ruleGroup([rule({ actions: ["Count"] })], [customAction("Count", "x")]), ACTIONS],
  ["an action that is not defined", ruleGroup([rule({ actions: ["aws:drop", "Count"] })]), `${ACTIONS}: "Count"`],
  ["a stateful action", ruleGroup([rule({ actions: ["aws:alert_strict"] })]), `${ACTIONS}: "aws:alert_strict"`],
  [
    "a dash in an action's name",
    ruleGroup([rule({})], [customAction("a-b", "x")]),
    `${AT}.CustomActions[0].ActionName`,
  ],
  [
    "a name of 129 characters",
    ruleGroup([rule({})], [customAction(`${LONGEST_NAME}a`, "x")]),
    "CustomActions[0].ActionName",
  ],
  [
    "an action defined twice",
    ruleGroup([rule({})], [customAction("A", "x"), customAction("A", "y")]),
    "CustomActions[1].ActionName",
  ],
  [
    "an eleventh custom action",
    ruleGroup([rule({})], customActions(11)),
    "CustomActions has 11 custom actions; at most 10 are allowed",
  ],
  ["no dimension", ruleGroup([rule({})], [customAction("A")]), "CustomActions[0].ActionDefinition.PublishMetricAction"],
  ["two dimensions", ruleGroup([rule({})], [customAction("A", "x", "y")]), "exactly one Dimension"],
  ["a colon in a dimension", ruleGroup([rule({})], [customAction("A", "x:y")]), "Dimensions[0].Value"],
  ["an empty dimension", ruleGroup([rule({})], [customAction("A", "")]), "Dimensions[0].Value"],
  [
    "no action definition",
    ruleGroup([rule({})], [{ ActionName: "A", ActionDefinition: {} }]),
    "PublishMetricAction is required",
  ],
  [
    "stateful options",
    { ...blocking("192.0.2.1"), StatefulRuleOptions: { RuleOrder: "STRICT_ORDER" } },
    "RuleGroup.StatefulRuleOptions",
  ],
  ["rule variables", { ...blocking("192.0.2.1"), RuleVariables: { IPSets: {} } }, "RuleGroup.RuleVariables"],
  [
    "a Suricata source",
    { RulesSource: { RulesString: "drop ip any any -> any any" } },
    "RuleGroup.RulesSource.RulesString",
  ],
];

/** What a typed client cannot send; the server must not trust that. */
const MALFORMED: readonly (readonly [string, unknown, string])[] = [
  ["no object", [], "RuleGroup is not an object"],
  ["no source", {}, "RuleGroup.RulesSource is required"],
  ["no stateless source", { RulesSource: {} }, `${AT} is required`],
  ["no list of rules", { RulesSource: { StatelessRulesAndCustomActions: {} } }, `${AT}.StatelessRules is required`],
  ["a rule that is null", ruleGroup([null as never]), `${AT}.StatelessRules[0] is not an object`],
  ["no definition", ruleGroup([{ Priority: 1 } as never]), `${AT}.StatelessRules[0].RuleDefinition is required`],
  [
    "no match attributes",
    ruleGroup([{ Priority: 1, RuleDefinition: { Actions: ["aws:drop"] } } as never]),
    `${MATCH} is required`,
  ],
  [
    "no actions",
    ruleGroup([{ Priority: 1, RuleDefinition: { MatchAttributes: {} } } as never]),
    `${ACTIONS} is required`,
  ],
  ["a list that is an object", matching({ Sources: {} as never }), `${MATCH}.Sources is not a list`],
  ["an address that is bare text", matching({ Sources: ["192.0.2.1" as never] }), `${MATCH}.Sources[0]`],
  ["custom actions that are no list", ruleGroup([rule({})], {} as never), `${AT}.CustomActions is not a list`],
];

describe("the contents of a rule group", () => {
  let firewall: NetworkFirewallStandIn;
  let caller: ReturnType<typeof firewallCaller>;
  beforeAll(async () => {
    firewall = await startNetworkFirewall();
    firewall.createRuleGroup({
      name: RULE_GROUP_NAME,
      arn: RULE_GROUP_ARN,
      capacity: 100,
      ruleGroup: blocking("127.0.0.1/32"),
    });
    caller = firewallCaller(firewall.url);
  });
  afterAll(async () => {
    caller.client.destroy();
    await firewall.close();
  });

  it.each(ACCEPTED)("may have %s", async (_what, contents) => {
    await caller.updateWithFreshToken({ RuleGroup: contents });

    expect(firewall.ruleGroup(RULE_GROUP_ARN).ruleGroup).toEqual(contents);
  });

  it.each(REFUSED)("must not have %s", async (_what, contents, place) => {
    const before = firewall.ruleGroup(RULE_GROUP_ARN);
    const refused = caller.updateWithFreshToken({ RuleGroup: contents });

    expect(await outcomeOf(refused)).toBe("InvalidRequestException");
    expect(await messageOf(refused)).toContain(place);
    expect(firewall.ruleGroup(RULE_GROUP_ARN)).toEqual(before);
  });

  it.each(MALFORMED)("must not have %s", (_what, contents, place) => {
    expect(ruleGroupProblems(contents).join()).toContain(place);
  });

  it("are refused with all their problems at once", () => {
    const contents = ruleGroup([rule({ priority: 0, actions: [], match: { Sources: [], Protocols: [256] } })]);

    expect(ruleGroupProblems(contents)).toHaveLength(4);
  });

  it("are held to the same rules when a test seeds them or edits them by hand", () => {
    const nothing = ruleGroup([]);

    expect(() => firewall.editByHand(RULE_GROUP_ARN, nothing)).toThrow("StatelessRules is empty");
    expect(() => firewall.createRuleGroup({ name: "b", arn: "arn:aws:b", capacity: 1, ruleGroup: nothing })).toThrow(
      "StatelessRules is empty",
    );
  });
});
