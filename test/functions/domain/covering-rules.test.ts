import { coveringRules, dropsByOurs, passingBefore } from "../../../functions/domain/covering-rules";
import type { MatchAttributes, StatelessRule } from "../../../functions/domain/rule-group";
import { hostsOf, MANAGED } from "../support/world";

const [V4, V6] = hostsOf("5.6.7.8", "2a00::1") as [ReturnType<typeof hostsOf>[0], ReturnType<typeof hostsOf>[0]];
const rule = (Priority: number, MatchAttributes: MatchAttributes, ...Actions: readonly string[]): StatelessRule => ({
  Priority,
  RuleDefinition: { MatchAttributes, Actions },
});
const of = (...texts: readonly string[]) => texts.map((AddressDefinition) => ({ AddressDefinition }));
const [PASS, DROP, OURS] = ["aws:pass", "aws:drop", MANAGED.actionName];
const sources = (match: MatchAttributes = {}, ...actions: readonly string[]) =>
  rule(100, { Sources: of("5.6.7.8/32"), ...match }, ...(actions.length > 0 ? actions : [DROP, OURS]));
const destinations = (match: MatchAttributes = {}, ...actions: readonly string[]) =>
  rule(101, { Destinations: of("5.6.7.0/24"), ...match }, ...(actions.length > 0 ? actions : [DROP, OURS]));

const covering = (...rules: readonly StatelessRule[]) =>
  coveringRules(rules, V4, MANAGED).map(
    ({ priority, direction, address, narrow }) => `${priority} ${direction} ${address}${narrow ? " some" : ""}`,
  );

it.each<[string, StatelessRule, readonly string[]]>([
  ["names the host", rule(1, { Sources: of("5.6.7.8/32") }, DROP), ["1 Sources 5.6.7.8/32"]],
  ["names its network", rule(1, { Destinations: of("9.9.9.9/32", "5.6.0.0/16") }, PASS), ["1 Destinations 5.6.0.0/16"]],
  ["names nobody", rule(1, {}, PASS), ["1 Sources any", "1 Destinations any"]],
  ["names nobody, by empty lists", rule(1, { Sources: [], Destinations: [] }, DROP), ["1 Sources any", "1 Destinations any"]],
  ["passes what anybody sends to us", rule(1, { Destinations: of("10.0.0.0/8") }, PASS), ["1 Sources any some"]],
  ["drops what anybody sends to another", rule(1, { Destinations: of("6.6.6.6/32") }, DROP), []],
  ["names others", rule(1, { Sources: of("6.6.6.6/32"), Destinations: of("7.7.7.7/32") }, PASS), []],
  ["asks for a protocol too", rule(1, { Protocols: [6] }, PASS), ["1 Sources any some", "1 Destinations any some"]],
  ["names the host and the other side", rule(1, { Sources: of("5.6.7.8/32"), Destinations: of("10.0.0.1/32") }, DROP), ["1 Sources 5.6.7.8/32 some"]],
  ["is spoiled", rule(1, { Sources: of("nonsense") }, PASS), ["1 Destinations any some"]],
])("a rule that %s", (_, one, covers) => {
  expect(covering(one).sort()).toEqual([...covers].sort());
}); // prettier-ignore

it.each<[string, readonly StatelessRule[], boolean]>([
  ["in both directions", [sources(), destinations()], true],
  ["of everybody", [rule(100, {}, DROP, OURS)], true],
  ["in one direction", [sources()], false],
  ["that pass", [sources(), destinations({}, PASS, OURS)], false],
  ["of one protocol", [sources({ Protocols: [17] }), destinations()], false],
  ["of some ports", [sources(), destinations({ SourcePorts: [{ FromPort: 1, ToPort: 2 }] })], false],
  ["of some flags", [sources({ TCPFlags: [{}] }), destinations()], false],
  ["of one of our own addresses", [sources({ Destinations: of("10.0.0.1/32") }), destinations()], false],
  ["of somebody else", [sources({}, DROP), destinations({}, DROP)], false],
])("rules %s drop every packet: %s", (_, rules, drops) => {
  expect(dropsByOurs(coveringRules(rules, V4, MANAGED))).toBe(drops);
});

it.each<[string, StatelessRule, readonly number[], readonly number[]]>([
  ["passes before ours", rule(99, {}, PASS), [99, 99], [99, 99]],
  ["hands over to the stateful rules before ours", rule(1, {}, "aws:forward_to_sfe"), [1, 1], [1, 1]],
  ["passes before those of IPv6 only", rule(101, {}, PASS), [], [101, 101]],
  ["passes after ours", rule(103, {}, PASS), [], []],
  ["drops before ours", rule(1, {}, DROP), [], []],
  ["is ours", rule(1, {}, PASS, OURS), [], []],
])("a rule that %s lets packets pass that ours would drop: %s", (_, one, v4, v6) => {
  const passing = (host: typeof V4) =>
    passingBefore(coveringRules([one], host, MANAGED), host, MANAGED).map(({ priority }) => priority);
  expect([passing(V4), passing(V6)]).toEqual([v4, v6]);
});
