import { unitsOfRule, unitsOfRules } from "../../../functions/domain/capacity";
import type { StatelessRule } from "../../../functions/domain/rule-group";

const rule = (MatchAttributes: object): StatelessRule => ({
  Priority: 1,
  RuleDefinition: { MatchAttributes, Actions: ["aws:drop"] },
});

it.each([
  [1, {}],
  [1, { Sources: [] }],
  [2, { Protocols: [6, 17] }],
  [12, { Protocols: [6, 17], DestinationPorts: [1, 2, 3], TCPFlags: [1, 2] }],
  [
    4,
    {
      Sources: [{ AddressDefinition: "a" }, { AddressDefinition: "b" }],
      Destinations: [{ AddressDefinition: "a" }, { AddressDefinition: "b" }],
    },
  ],
])("a rule costs %i units for %j", (units, match) => {
  expect(unitsOfRule(rule(match))).toBe(units);
});

it("adds the rules of a group up", () => {
  expect(unitsOfRules([])).toBe(0);
  expect(unitsOfRules([rule({}), rule({ Protocols: [6, 17] })])).toBe(3);
});
