import {
  hasRuleGroup,
  knownGroup,
  targetsOf,
  withPlaceholder,
  type State,
  type Synthesized,
} from "../../../ops/terraform/rule-group-state";
import { synth } from "../../support/synth";

type Attributes = Readonly<Record<string, unknown>>;
const addresses = (list: readonly string[]) => list.map((address_definition) => ({ address_definition }));

/** As the provider writes a rule: every attribute is there. */
const rule = (priority: number, source: readonly string[], destination: readonly string[] = []) => ({
  priority,
  rule_definition: [
    {
      actions: ["aws:drop", "sechubBlocked"],
      match_attributes: [
        {
          destination: addresses(destination),
          destination_port: [],
          protocols: [6],
          source: addresses(source),
          source_port: [],
          tcp_flag: [],
        },
      ],
    },
  ],
});
const ruleGroup = (...rules: readonly object[]) => [
  {
    rules_source: [
      {
        rules_string: "",
        stateless_rules_and_custom_actions: [{ custom_action: [{ action_name: "a" }], stateless_rule: rules }],
      },
    ],
  },
];
const LOOPBACK = ["127.0.0.1/32"];
const PLACEHOLDER = rule(1_000, LOOPBACK, LOOPBACK);

const resource = (address: string, attributes: Attributes = {}, more: object = {}) => {
  const [type = "", name = ""] = address.split(".");
  return { mode: "managed", type, name, instances: [{ attributes, ...more }] };
};
const GROUP = "aws_networkfirewall_rule_group.rule-group";
const group = (rules: readonly object[], more: object = {}) =>
  resource(GROUP, { arn: "arn:g", capacity: 100, rule_group: ruleGroup(...rules) }, more);
const state = (...resources: readonly object[]) =>
  ({ version: 4, serial: 7, lineage: "l", resources }) as unknown as State;

describe("the group in a state", () => {
  it("is known with the policies that read it, and how many addresses it holds", () => {
    const policy = resource("aws_networkfirewall_firewall_policy.edge", { arn: "arn:p" });
    const filled = group([rule(1, ["192.0.2.1/32", "192.0.2.2/32"]), rule(2, [], ["192.0.2.1/32"]), PLACEHOLDER]);

    expect(knownGroup(state(filled, policy))).toMatchObject({
      address: GROUP,
      attributes: { capacity: 100 },
      policies: [{ arn: "arn:p" }],
      addresses: 2,
    });
    expect(knownGroup(state(group([PLACEHOLDER])))?.addresses).toBe(0);
  });

  it.each([
    ["there is none", state(resource("aws_sqs_queue.q"))],
    ["the state is empty", { version: 4, serial: 1 }],
    ["there are two", state(group([]), resource("aws_networkfirewall_rule_group.other"))],
    ["it is tainted", state(group([], { status: "tainted" }))],
    ["a deposed one waits to be destroyed", state(group([], { deposed: "d" }))],
    [
      "its policy is tainted",
      state(group([]), resource("aws_networkfirewall_firewall_policy.p", {}, { status: "tainted" })),
    ],
  ])("is not known when %s: terraform must look itself", (_, given) => {
    expect(knownGroup(given)).toBeUndefined();
  });
});

describe("the targets of a plan that leaves the group alone", () => {
  const group_arn = "${aws_networkfirewall_rule_group.rule-group.arn}";
  const config: Synthesized = {
    resource: {
      aws_networkfirewall_rule_group: { "rule-group": { name: "g" } },
      aws_networkfirewall_firewall_policy: { edge: { firewall_policy: { reference: group_arn } } },
      aws_a: { free: {}, reads: { through: "${aws_networkfirewall_firewall_policy.edge.arn}" } },
      aws_b: { needs: { depends_on: [GROUP] }, alike: { text: "aws_networkfirewall_rule_group.rule-group-2.arn" } },
      aws_c: { new: {} },
    },
  };

  it("are all resources of the state that do not read it, directly or through another", () => {
    const all = [
      group([]),
      resource("aws_networkfirewall_firewall_policy.edge"),
      ...["aws_a.free", "aws_a.reads", "aws_b.needs", "aws_b.alike"].map((address) => resource(address)),
      // Not in the configuration any more.
      resource("aws_d.orphan"),
      resource("aws_d.orphan-that-reads", {}, { dependencies: [GROUP] }),
      { ...resource("aws_x.data"), mode: "data" },
    ];
    expect(targetsOf(config, state(...all))).toEqual(["aws_a.free", "aws_b.alike", "aws_d.orphan"]);
  });

  it("end where resources depend on each other", () => {
    const circle = { resource: { aws_a: { one: { x: "${aws_a.two.id}" }, two: { x: "${aws_a.one.id}" } } } };
    expect(targetsOf(circle, state(resource("aws_a.one"), resource("aws_a.two")))).toEqual(["aws_a.one", "aws_a.two"]);
  });

  it("are all others of the stack shared, but for the policy that references the group", () => {
    const { shared, orchestration } = synth({ firewall: { policy: { name: "edge" } } });
    const names = Object.entries(shared.resource).flatMap(([type, named]) =>
      Object.keys(named).map((name) => `${type}.${name}`),
    );
    const targets = targetsOf(shared, state(...names.map((name) => resource(name))));

    expect(names.filter((name) => !targets.includes(name)).sort()).toEqual([
      "aws_networkfirewall_firewall_policy.rule-group_policy",
      "aws_networkfirewall_rule_group.rule-group",
    ]);
    expect(targets).toContain("aws_dynamodb_table.blocklist");
    expect([hasRuleGroup(shared as Synthesized), hasRuleGroup(orchestration as Synthesized)]).toEqual([true, false]);
  });
});

describe("a state that is trimmed", () => {
  const rulesIn = (text: string | undefined) => {
    const [one] = (JSON.parse(text ?? "{}") as State).resources ?? [];
    const [first] = one?.instances[0]?.attributes?.rule_group as ReturnType<typeof ruleGroup>;
    return first?.rules_source[0]?.stateless_rules_and_custom_actions[0]?.stateless_rule;
  };
  const trimmed = (...rules: readonly object[]) => {
    const before = state(group(rules), resource("aws_a.other", { rule_group: "mine" }));
    return { before, text: withPlaceholder(JSON.stringify(before), 1_000) };
  };

  it("keeps the placeholder as it is, has the next serial, and is otherwise the same", () => {
    const { before, text } = trimmed(rule(1, ["192.0.2.1/32"]), PLACEHOLDER, rule(5, ["10.0.0.0/8"]));

    expect(rulesIn(text)).toEqual([PLACEHOLDER]);
    const after = JSON.parse(text ?? "") as State;
    expect(after).toEqual({ ...before, serial: 8, resources: [expect.anything(), before.resources?.[1]] });
    const [was, is] = [before, after].map(({ resources }) => resources?.[0]?.instances[0]?.attributes);
    expect({ ...is, rule_group: null }).toEqual({ ...was, rule_group: null });
  });

  it("has a placeholder of the provider's form where the rules had none left", () => {
    const { text } = trimmed(rule(1, ["192.0.2.1/32"]), rule(2, [], ["192.0.2.1/32"]));
    const [placeholder, ...others] = (rulesIn(text) ?? []) as unknown as readonly ReturnType<typeof rule>[];

    expect(others).toEqual([]);
    expect(placeholder?.priority).toBe(1_000);
    expect(placeholder?.rule_definition[0]).toEqual({
      actions: ["aws:drop"],
      match_attributes: [
        {
          destination: addresses(LOOPBACK),
          destination_port: [],
          protocols: [],
          source: addresses(LOOPBACK),
          source_port: [],
          tcp_flag: [],
        },
      ],
    });
  });

  it("is not written again, nor one without a group", () => {
    expect(trimmed(PLACEHOLDER).text).toBeUndefined();
    expect(withPlaceholder(JSON.stringify(state(resource("aws_a.b"))), 1_000)).toBeUndefined();
  });
});
