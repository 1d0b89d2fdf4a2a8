import fc from "fast-check";
import { unitsOfRules, UNITS_PER_BLOCK } from "../../../functions/domain/capacity";
import { customActionOf, merge } from "../../../functions/domain/merge";
import { isManaged, type RuleGroupRules, type StatelessRule } from "../../../functions/domain/rule-group";
import { PUBLIC_V4, PUBLIC_V6 } from "../../support/findings";
import { addressesOf, desired, MANAGED, PLACEHOLDER } from "../support/world";

const group = (rules: readonly StatelessRule[], customActions: RuleGroupRules["customActions"] = []) => ({
  rules,
  customActions,
});
const rule = (Priority: number, MatchAttributes = {}, Actions = ["aws:pass"]): StatelessRule => ({
  Priority,
  RuleDefinition: { MatchAttributes, Actions },
});
const ACTION = customActionOf(MANAGED);
const FOREIGN_ACTION = { ...ACTION, ActionName: "theirs" };
const blocked = (...texts: string[]) => merge(group([PLACEHOLDER]), desired(...texts), MANAGED);

it("makes one rule for each family and direction, in order from the base priority, for single hosts", () => {
  const { rules } = blocked(PUBLIC_V4, "9.9.9.9", PUBLIC_V6);
  const v4 = [{ AddressDefinition: `${PUBLIC_V4}/32` }, { AddressDefinition: "9.9.9.9/32" }];
  const v6 = [{ AddressDefinition: `${PUBLIC_V6}/128` }];
  const ours = ["aws:drop", MANAGED.actionName];
  expect(rules).toEqual([
    PLACEHOLDER,
    rule(100, { Sources: v4 }, ours),
    rule(101, { Destinations: v4 }, ours),
    rule(102, { Sources: v6 }, ours),
    rule(103, { Destinations: v6 }, ours),
  ]);
});

describe("the table of merge", () => {
  it("rule without our custom action: kept, byte for byte, and before ours", () => {
    const foreign = [
      rule(200, { Protocols: [6], TCPFlags: [{ Flags: ["SYN"] }] }),
      rule(3, {}, ["aws:drop", "theirs"]),
      PLACEHOLDER,
    ];
    const { rules } = merge(group([...foreign, ...blocked("9.9.9.9").rules.slice(1)]), desired(PUBLIC_V4), MANAGED);
    expect(JSON.stringify(rules.slice(0, 3))).toBe(JSON.stringify(foreign));
    expect(rules).toHaveLength(5);
  });

  it("rule with our custom action: replaced, wherever it stands and whatever it says", () => {
    const strange = rule(1, { Protocols: [1] }, ["aws:pass", MANAGED.actionName]);
    const merged = merge(group([strange, PLACEHOLDER], [ACTION]), desired(PUBLIC_V4), MANAGED);
    expect(merged.rules).toEqual(blocked(PUBLIC_V4).rules);
    expect(merged.changed).toBe(true);
  });

  it("foreign rule on a priority that we need: PRIORITY_TAKEN, named", () => {
    expect(() => merge(group([rule(101)]), desired(PUBLIC_V4), MANAGED)).toThrow(
      expect.objectContaining({
        name: "PRIORITY_TAKEN",
        message: expect.stringContaining("priority 101 (actions aws:pass)") as unknown,
      }) as Error,
    );
  });

  it("foreign rule on a priority of ours that we do not need now: kept", () => {
    expect(merge(group([rule(102)]), desired(PUBLIC_V4), MANAGED).rules[0]).toEqual(rule(102));
  });

  const TEN = Array.from({ length: 10 }, (_, index) => ({ ...ACTION, ActionName: `theirs${index}` }));

  it("our custom action would be the eleventh: ACTIONS_TAKEN, which names the ones that no rule uses", () => {
    const foreign = group([rule(3, {}, ["aws:pass", ...TEN.slice(1).map(({ ActionName }) => ActionName)])], TEN);
    expect(() => merge(foreign, desired(PUBLIC_V4), MANAGED)).toThrow(
      expect.objectContaining({
        name: "ACTIONS_TAKEN",
        message: expect.stringMatching(/10 custom actions .*theirs0, theirs1.*; no rule uses theirs0$/) as unknown,
      }) as Error,
    );
  });

  it("our custom action is the tenth, or is there among ten: written", () => {
    const nine = TEN.slice(1);
    expect(merge(group([PLACEHOLDER], nine), desired(PUBLIC_V4), MANAGED).customActions).toEqual([...nine, ACTION]);
    const edited = { ...ACTION, ActionDefinition: { PublishMetricAction: { Dimensions: [{ Value: "x" }] } } };
    expect(merge(group([PLACEHOLDER], [edited, ...nine]), desired(PUBLIC_V4), MANAGED).customActions).toHaveLength(10);
  });

  it("our custom action would be the eleventh and no host is to be blocked: nothing is written for it", () => {
    expect(merge(group([PLACEHOLDER], TEN), desired(), MANAGED)).toMatchObject({ changed: false, customActions: TEN });
  });

  it("foreign custom action: kept", () => {
    expect(merge(group([PLACEHOLDER], [FOREIGN_ACTION]), desired(PUBLIC_V4), MANAGED).customActions).toEqual([
      FOREIGN_ACTION,
      ACTION,
    ]);
  });

  it.each([
    ["missing", []],
    ["edited", [{ ...ACTION, ActionDefinition: { PublishMetricAction: { Dimensions: [{ Value: "x" }] } } }]],
    ["emptied", [{ ...ACTION, ActionDefinition: {} }]],
  ])("our custom action %s: written anew", (_, actions) => {
    const merged = merge(group(blocked(PUBLIC_V4).rules, [FOREIGN_ACTION, ...actions]), desired(PUBLIC_V4), MANAGED);
    expect(merged).toMatchObject({ changed: true, customActions: [FOREIGN_ACTION, ACTION] });
  });

  it("no host and no foreign rule: the placeholder", () => {
    const ours = blocked(PUBLIC_V4).rules.slice(1);
    expect(merge(group(ours, [ACTION]), desired(), MANAGED)).toMatchObject({
      changed: true,
      rules: [PLACEHOLDER],
      removed: [PUBLIC_V4],
    });
    expect(merge(group([PLACEHOLDER], [ACTION]), desired(), MANAGED)).toMatchObject({
      changed: false,
      rules: [PLACEHOLDER],
    });
  });
});

it.each([
  [
    "lists addresses in another order",
    (r: StatelessRule): StatelessRule => ({
      ...r,
      RuleDefinition: { ...r.RuleDefinition, MatchAttributes: reversed(r) },
    }),
  ],
  [
    "lists actions in another order",
    (r: StatelessRule) => ({
      ...r,
      RuleDefinition: { ...r.RuleDefinition, Actions: r.RuleDefinition.Actions.toReversed() },
    }),
  ],
  [
    "spells IPv6 in another way",
    (r: StatelessRule) =>
      JSON.parse(JSON.stringify(r).replace("2600:1f18::5:6:7:8", "2600:1F18:0:0:5:6:7:8")) as StatelessRule,
  ],
  [
    "says what is not set as empty lists",
    (r: StatelessRule): StatelessRule => ({
      ...r,
      RuleDefinition: { ...r.RuleDefinition, MatchAttributes: { Protocols: [], ...r.RuleDefinition.MatchAttributes } },
    }),
  ],
])("needs no update when the service %s", (_, change) => {
  const { rules } = blocked(PUBLIC_V4, "9.9.9.9", PUBLIC_V6);
  const [first = PLACEHOLDER, ...ours] = rules;
  const action = { ActionDefinition: ACTION.ActionDefinition, ActionName: ACTION.ActionName };
  const merged = merge(
    group([first, ...ours.map(change).reverse()], [action]),
    desired(PUBLIC_V4, "9.9.9.9", PUBLIC_V6),
    MANAGED,
  );
  expect(merged).toMatchObject({ changed: false, added: [], removed: [] });
});
const reversed = ({ RuleDefinition: { MatchAttributes: m } }: StatelessRule) => ({
  ...(m.Sources && { Sources: m.Sources.toReversed() }),
  ...(m.Destinations && { Destinations: m.Destinations.toReversed() }),
});

it.each([
  ["2600:1f18::/32", "2600:1f18::", ["2600:1f18::/32"]],
  ["5.6.7.8/22", "5.6.7.8", [...addressesOf("5.6.4.0/22")].filter((host) => host !== "5.6.7.8")],
  ["5.6.7.9/30", "5.6.7.8", ["5.6.7.9", "5.6.7.10", "5.6.7.11"]],
])("takes the range %s that a hand wrote down to the host %s", (range, host, removed) => {
  const wide = [{ AddressDefinition: range }];
  const ours = ["aws:drop", MANAGED.actionName];
  const [s, d] = range.includes(":") ? [102, 103] : [100, 101];
  const current = group([rule(s, { Sources: wide }, ours), rule(d, { Destinations: wide }, ours)], [ACTION]);
  const merged = merge(current, desired(host), MANAGED);
  expect(merged).toMatchObject({ changed: true, added: [], removed });
  expect(merged.rules).toEqual(blocked(host).rules.slice(1));
});

it("writes neighbours as the block that holds exactly them", () => {
  const merged = blocked("5.6.7.8", "5.6.7.9", "5.6.7.10", "5.6.7.12");
  expect(merged.rules[1]?.RuleDefinition.MatchAttributes.Sources).toEqual([
    { AddressDefinition: "5.6.7.8/31" },
    { AddressDefinition: "5.6.7.10/32" },
    { AddressDefinition: "5.6.7.12/32" },
  ]);
  expect(merged.added).toEqual(["5.6.7.8", "5.6.7.9", "5.6.7.10", "5.6.7.12"]);
  expect(merge(merged, desired("5.6.7.8"), MANAGED)).toMatchObject({
    changed: true,
    added: [],
    removed: ["5.6.7.9", "5.6.7.10", "5.6.7.12"],
  });
});

it("names blocks as a whole once their addresses are more than any group of ours holds", () => {
  const wide = Array.from({ length: 40 }, (_, index) => ({ AddressDefinition: `5.${index}.0.0/22` }));
  const ours = ["aws:drop", MANAGED.actionName];
  const current = group([rule(100, { Sources: wide }, ours), rule(101, { Destinations: wide }, ours)], [ACTION]);
  const { removed } = merge(current, desired(PUBLIC_V4), MANAGED);
  expect(removed.length).toBeLessThan(32_000);
  expect(removed.at(-1)).toBe("5.39.0.0/22");
});

it("counts a host as in force only in both directions", () => {
  const [, source = PLACEHOLDER, destination = PLACEHOLDER] = blocked(PUBLIC_V4).rules;
  const again = (rules: readonly StatelessRule[]) => merge(group(rules, [ACTION]), desired(PUBLIC_V4), MANAGED);
  expect(again([source])).toMatchObject({ changed: true, added: [PUBLIC_V4] });
  expect(again([source, destination])).toMatchObject({ changed: false, added: [] });
  expect(merge(group([source], [ACTION]), desired(), MANAGED)).toMatchObject({ changed: true, removed: [] });
});

const foreignRules = fc.uniqueArray(
  fc.record({ p: fc.integer({ min: 1, max: 99 }), protocols: fc.array(fc.nat(255), { minLength: 1, maxLength: 3 }) }),
  { selector: ({ p }) => p, maxLength: 5 },
).map((list) => list.map(({ p, protocols }) => rule(p, { Protocols: protocols }))); // prettier-ignore
const someHosts = fc
  .uniqueArray(fc.oneof(fc.ipV4(), fc.constantFrom(PUBLIC_V6, "2600::1")), { maxLength: 8 })
  .map((texts) => desired(...texts));

it("keeps foreign rules in place, makes no empty list, counts capacity, and changes nothing the second time", () => {
  fc.assert(
    fc.property(foreignRules, someHosts, someHosts, (foreign, earlier, now) => {
      const before = merge(group(foreign, [FOREIGN_ACTION]), earlier, MANAGED);
      const merged = merge(before, now, MANAGED);
      const theirs = merged.rules.filter((one) => !isManaged(one, MANAGED));
      const wasEmpty = foreign.length === 0 && (earlier.hosts.length === 0 || now.hosts.length === 0);
      expect(JSON.stringify(theirs)).toBe(JSON.stringify(wasEmpty ? [PLACEHOLDER] : foreign));
      expect(JSON.stringify(merged.rules)).not.toMatch(/\[\]/);
      expect(merged.rules.length).toBeGreaterThan(0);
      const units = unitsOfRules(merged.rules.filter((one) => isManaged(one, MANAGED)));
      expect(units).toBe(UNITS_PER_BLOCK * now.blocks.length);
      expect(merge(merged, now, MANAGED)).toEqual({ ...merged, changed: false, added: [], removed: [] });
      expect(merge(merged, desired(), MANAGED).removed.toSorted()).toEqual(now.hosts.map(({ text }) => text).sort());
    }),
    { numRuns: 200 },
  );
});
