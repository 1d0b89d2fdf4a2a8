import { summarize } from "../../../ops/plan/summary";
import { change, planned, resource, stackOf, summaryOf } from "./plan-json";

const ROWS = { name: "sechub", point_in_time_recovery: [{ enabled: true }], deletion_protection_enabled: true };
const replaced = (address: string, before: object = { name: "a" }, after: object = { name: "b" }) =>
  resource(address, { actions: ["delete", "create"], before, after, replacePaths: [["name"]] });

describe("what is lost", () => {
  it.each([
    ["aws_networkfirewall_rule_group.rule-group", "replaces the rule group: all blocks are lifted until reconcile"],
    ["aws_dynamodb_table.blocklist", "which hosts are blocked, why and until when is lost"],
    ["aws_dynamodb_table.memory", "who was blocked before is forgotten"],
    ["aws_dynamodb_table.notified", "messages may be sent twice"],
    ["aws_dynamodb_table.lease", "nothing that lasts"],
    ["aws_dynamodb_table.other", "all of its rows are lost"],
    ["aws_sqs_queue.dead-letters", "the messages that wait in it are lost"],
    ["aws_sfn_state_machine.record-ip", "its running executions are stopped"],
    ["aws_cloudwatch_log_group.logs", "the logs in it are lost"],
    ["aws_unheard_of.thing", "replaces aws_unheard_of: the old one is destroyed"],
  ])("says what the replacement of %s means, and why it is", (address, part) => {
    const [loss] = stackOf(replaced(address)).losses;

    expect(loss?.sentence).toContain(part);
    expect(loss).toMatchObject({ address, action: "replace", because: ['name "a" → "b"'] });
  });

  it.each([
    ["delete_because_no_resource_config", "it is not in the configuration any more"],
    ["a_reason_of_tomorrow", undefined],
  ])("words terraform's reason %s", (reason, because) => {
    const [loss] = stackOf(resource("aws_sqs_queue.q", { before: { name: "q" }, reason })).losses;

    expect(loss?.because).toEqual(because === undefined ? [] : [because]);
  });

  it("counts the addresses in a rule group's rules, but for the placeholder", () => {
    const rules = ["198.51.100.7/32", "198.51.100.8/32", "127.0.0.1/32"].map((address_definition) => ({
      address_definition,
    }));

    const [loss] = stackOf(
      replaced("aws_networkfirewall_rule_group.g", { name: "a", rule_group: [{ source: rules }] }),
    ).losses;

    expect(loss?.extent).toBe("2 addresses stand in its rules today");
  });

  it("puts what is destroyed before what is replaced, and that before what is forgotten", () => {
    const { losses } = stackOf(
      resource("aws_a.forgotten", { actions: ["forget"], before: {} }),
      replaced("aws_b.replaced"),
      resource("aws_c.destroyed", { before: {} }),
    );

    expect(losses.map(({ address }) => address)).toEqual(["aws_c.destroyed", "aws_b.replaced", "aws_a.forgotten"]);
    expect(losses[2]?.sentence).toContain("it stays in AWS");
  });

  it("says when the new one is there before the old one goes", () => {
    const [loss] = stackOf(resource("aws_iam_role.r", { actions: ["create", "delete"], before: {}, after: {} })).losses;

    expect(loss?.sentence).toContain("(the new one is made first)");
  });
});

describe("what needs care", () => {
  it.each([
    [
      "aws_dynamodb_table.blocklist",
      ROWS,
      { ...ROWS, point_in_time_recovery: [{ enabled: false }] },
      "point-in-time recovery",
    ],
    ["aws_dynamodb_table.blocklist", ROWS, { ...ROWS, deletion_protection_enabled: false }, "deletion protection"],
    ["aws_cloudwatch_event_rule.catch-ipv4", { state: "ENABLED" }, { state: "DISABLED" }, "the rule is disabled"],
    ["aws_scheduler_schedule.prune", { state: "ENABLED" }, { state: "DISABLED" }, "the schedule is disabled"],
    ["aws_cloudwatch_metric_alarm.failed", { alarm_actions: ["arn"] }, { alarm_actions: [] }, "tells nobody"],
    [
      "aws_lambda_function.update-nf-rg",
      { environment: [{ variables: { MODE: "enforce" } }] },
      { environment: [{ variables: { MODE: "observe" } }] },
      "nobody is blocked anew",
    ],
  ])("%s: an update in place that takes something away", (address, before, after, part) => {
    expect(stackOf(resource(address, { before, after })).attention).toEqual([
      { address, means: expect.stringContaining(part) as string },
    ]);
    expect(stackOf(resource(address, { before: after, after: before })).attention).not.toContainEqual({
      address,
      means: expect.stringContaining(part) as string,
    });
  });
});

describe("code and definitions", () => {
  it.each([
    [{ source_code_hash: "a" }, { source_code_hash: "b" }, {}, "changed"],
    [{ source_code_hash: "a" }, {}, { source_code_hash: true }, "known only after apply"],
    [null, { source_code_hash: "b" }, {}, "new"],
    [{ source_code_hash: "a" }, null, {}, "removed"],
  ])("tells code by function: %j → %j", (before, after, unknown, kind) => {
    const named = (side: object | null) => side && { ...side, function_name: "sechub-add", timeout: 1 };

    expect(
      stackOf(resource("aws_lambda_function.f", { before: named(before), after: named(after), unknown })).code,
    ).toEqual([{ address: "aws_lambda_function.f", function: "sechub-add", change: kind }]);
  });

  it("does not call another timeout another code", () => {
    const update = { before: { source_code_hash: "a", timeout: 1 }, after: { source_code_hash: "a", timeout: 2 } };

    expect(stackOf(resource("aws_lambda_function.f", update)).code).toEqual([]);
  });

  it("tells a definition by its states, and shows none of it", () => {
    const states = (given: object, StartAt = "A") => ({ definition: JSON.stringify({ StartAt, States: given }) });
    const before = states({ A: { Type: "Task", Next: "B" }, B: { Type: "Pass", End: true }, D: { Type: "Fail" } });
    const after = states({ B: { End: true, Type: "Pass" }, A: { Next: "C", Type: "Task" }, C: { Type: "Pass" } }, "B");
    const { definitions, resources } = stackOf(resource("aws_sfn_state_machine.m", { before, after }));

    expect(definitions).toEqual([
      expect.objectContaining({ parts: "states", added: ["C"], removed: ["D"], changed: ["A"], rest: true }),
    ]);
    expect(resources[0]?.attributes).toEqual([]);
  });

  it("tells a dashboard by its widgets", () => {
    const body = (...titles: string[]) => ({
      dashboard_body: JSON.stringify({ widgets: titles.map((title) => ({ type: "metric", properties: { title } })) }),
    });

    expect(
      stackOf(resource("aws_cloudwatch_dashboard.d", { before: body("a", "b"), after: body("b", "c") })).definitions,
    ).toEqual([expect.objectContaining({ parts: "widgets", added: ["c"], removed: ["a"], changed: [], rest: false })]);
  });
});

describe("what was changed outside of Terraform", () => {
  const GROUP = "aws_networkfirewall_rule_group.g";
  const driftOf = (...drift: readonly object[]) =>
    summarize("prod", [planned("shared", { resource_drift: drift })]).stacks[0]?.drift;

  it("is not what the functions write, nor a token that any update makes", () => {
    const before = { rule_group: [{ x: "old" }], update_token: "1", description: "a", capacity: 100 };
    const after = { ...before, rule_group: [{ x: "new" }], update_token: "2", description: "b" };

    expect(
      driftOf(
        resource(GROUP, { before, after }),
        resource("aws_networkfirewall_firewall_policy.p", {
          before: { update_token: "1" },
          after: { update_token: "2" },
        }),
      ),
    ).toEqual([]);
    expect(driftOf(resource(GROUP, { before, after: { ...after, tags: { owner: "me" } } }))).toEqual([
      { address: GROUP, gone: false, attributes: [{ path: "tags.owner", before: undefined, after: '"me"' }] },
    ]);
    expect(driftOf(resource(GROUP, { before }))).toEqual([{ address: GROUP, gone: true, attributes: [] }]);
  });

  it("is the token of what the functions do not write", () => {
    const drift = driftOf(resource("aws_a.a", { before: { update_token: "1" }, after: { update_token: "2" } }));
    expect(drift).toHaveLength(1);
  });
});

describe("counts and changes", () => {
  it.each([
    ["nothing", {}, false],
    [
      "only what stays",
      { resource_changes: [resource("aws_a.a", { actions: ["no-op"], before: {}, after: {} })] },
      false,
    ],
    ["an output that stays", { output_changes: { o: change({ actions: ["no-op"], before: "a", after: "a" }) } }, false],
    [
      "drift that terraform would not write",
      { resource_drift: [resource("aws_a.a", { before: {}, after: {} })], applyable: false },
      false,
    ],
    [
      "drift that a refresh writes into the state",
      { resource_drift: [resource("aws_a.a", { before: {}, after: {} })], applyable: true },
      true,
    ],
    ["a resource", { resource_changes: [resource("aws_a.a", { after: {} })] }, true],
    ["an output", { output_changes: { o: change({ after: "a" }) } }, true],
    ["a move", { resource_changes: [resource("aws_a.a", { actions: ["no-op"], movedFrom: "aws_a.b" })] }, true],
    ["an import", { resource_changes: [resource("aws_a.a", { actions: ["no-op"], importing: { id: "i" } })] }, true],
    ["what terraform puts off", { complete: false }, true],
    ["a change that is put off", { deferred_changes: [{ reason: "instance_count_unknown" }] }, true],
  ])("takes for a change, or not: %s", (_, parts, expected) => {
    expect(summarize(undefined, [planned("shared", parts)]).changes).toBe(expected);
  });

  it("counts what is known only after apply, in blocks as well", () => {
    const { knownAfterApply } = stackOf(
      resource("aws_a.a", { after: {}, unknown: { id: true, blocks: [{ arn: true, name: false }, {}], tags: {} } }),
    );

    expect(knownAfterApply).toBe(2);
  });

  it("shows values by the path that people write, JSON in strings included", () => {
    const pattern = (severity: string) => JSON.stringify({ detail: { Severity: [severity] } });
    const before = {
      event_pattern: pattern("HIGH"),
      block: [{ a: 1 }],
      gone: "x",
      tags: { T: "1" },
      tags_all: { T: "1" },
    };
    const after = {
      event_pattern: pattern("LOW"),
      block: [{ a: 2 }],
      gone: null,
      tags: { T: "2" },
      tags_all: { T: "2" },
    };

    expect(stackOf(resource("aws_cloudwatch_event_rule.r", { before, after })).resources[0]?.attributes).toEqual([
      { path: "block.a", before: "1", after: "2" },
      { path: "event_pattern.detail.Severity", before: '["HIGH"]', after: '["LOW"]' },
      { path: "gone", before: '"x"', after: undefined },
      { path: "tags.T", before: '"1"', after: '"2"' },
    ]);
  });

  it("says which stack is planned with what an earlier one is about to change", () => {
    const outputs = { "cross-stack-output-arn": change({ before: "a", unknown: true, after: undefined }) };
    const of = (output_changes: object) =>
      summarize(undefined, [planned("shared", { output_changes }), planned("routing", {})]).stacks[1]?.readsOld;

    expect(of(outputs)).toEqual(["shared"]);
    expect(of({ for_people: change({ after: "a" }) })).toEqual([]);
  });

  it("is the same for the same plans, whatever their order", () => {
    const [a, b] = [replaced("aws_b.b"), resource("aws_a.a", { before: {} })];

    expect(summaryOf(a, b)).toEqual(summaryOf(b, a));
  });
});
