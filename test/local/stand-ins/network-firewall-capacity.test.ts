import type { MatchAttributes } from "@aws-sdk/client-network-firewall";
import { ruleCapacityUnits, ruleGroupCapacityUnits } from "../../../local/stand-ins/network-firewall/capacity";
import { startNetworkFirewall } from "../../../local/stand-ins/network-firewall/server";
import { blocking, firewallCaller, messageOf, outcomeOf, rule, ruleGroup, RULE_GROUP_ARN, sources } from "./support";

const THREE = sources("10.0.0.0/24", "10.0.0.1/24", "10.0.0.2/24");
const PORTS = { FromPort: 1, ToPort: 1024 };

const UNITS: readonly (readonly [string, MatchAttributes, number])[] = [
  ["a rule that matches everything", {}, 1],
  ["one source", sources("10.0.0.0/24"), 1],
  ["three sources", THREE, 3],
  ["two protocols and three sources (the example of the API reference)", { ...THREE, Protocols: [17, 6] }, 6],
  ["a range of ports, which is one element", { DestinationPorts: [PORTS] }, 1],
  ["two ranges on each side", { SourcePorts: [PORTS, PORTS], DestinationPorts: [PORTS, PORTS] }, 4],
  ["three sources and three destinations", { ...THREE, Destinations: THREE.Sources }, 9],
  ["two sets of TCP flags", { TCPFlags: [{ Flags: ["SYN"] }, { Flags: ["FIN"] }] }, 2],
];

describe("capacity", () => {
  it.each(UNITS)("of %s is the product of its match settings", (_what, match, units) => {
    expect(ruleCapacityUnits(match)).toBe(units);
  });

  it("of a group is the sum of its rules", () => {
    const rules = UNITS.map(([, match], index) => rule({ priority: index + 1, match }));

    expect(ruleGroupCapacityUnits(ruleGroup(rules))).toBe(1 + 1 + 3 + 6 + 1 + 4 + 9 + 2);
  });

  it("may be used up, and not exceeded", async () => {
    const firewall = await startNetworkFirewall();
    firewall.createRuleGroup({ name: "full", arn: RULE_GROUP_ARN, capacity: 2, ruleGroup: blocking("127.0.0.1") });
    const { client, describe: describeGroup, updateWithFreshToken } = firewallCaller(firewall.url);

    await updateWithFreshToken({ RuleGroup: blocking("192.0.2.1", "192.0.2.2") });
    const over = updateWithFreshToken({ RuleGroup: blocking("192.0.2.1", "192.0.2.2", "192.0.2.3") });

    expect(await outcomeOf(over)).toBe("InvalidRequestException");
    expect(await messageOf(over)).toContain("3 capacity units; the group has 2");
    expect((await describeGroup()).RuleGroupResponse).toMatchObject({ Capacity: 2, ConsumedCapacity: 2 });
    expect(() => firewall.editByHand(RULE_GROUP_ARN, blocking("192.0.2.1", "192.0.2.2", "192.0.2.3"))).toThrow(
      "3 capacity units",
    );
    client.destroy();
    await firewall.close();
  });
});
