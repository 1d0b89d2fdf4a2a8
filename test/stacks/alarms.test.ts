import { FUNCTION_NAMES } from "../../functions/contract/function-names";
import { METRIC_NAMESPACE, METRICS } from "../../functions/contract/metrics";
import { allResources, resource, shortReferences, synth } from "../support/synth";

const templates = synth({ routing: { ipv6: true, portProbes: true } });
const GROUP_STATE = { evaluation_periods: 1, period: 300, statistic: "Maximum", treat_missing_data: "ignore" };

/** Alarms that do not ring on the first occurrence of what they count, and what they do instead. */
const OTHERWISE: Readonly<Record<string, object>> = {
  "rule-group_left-out": { ...GROUP_STATE, threshold: 1, comparison_operator: "GreaterThanOrEqualToThreshold" },
  "rule-group_full": { ...GROUP_STATE, threshold: 100, comparison_operator: "GreaterThanOrEqualToThreshold" },
  "rule-group_nearly-full": { ...GROUP_STATE, threshold: 80, comparison_operator: "GreaterThanOrEqualToThreshold" },
  "rule-group_unused": { ...GROUP_STATE, threshold: 1, comparison_operator: "GreaterThanOrEqualToThreshold" },
  // A queue that nobody calls is not measured, and its message waits on.
  "dead-letters_waiting": { ...GROUP_STATE, threshold: 1, comparison_operator: "GreaterThanOrEqualToThreshold" },
  prune_overdue: {
    threshold: 1,
    comparison_operator: "LessThanThreshold",
    statistic: "Sum",
    evaluation_periods: 4,
    period: 3_600,
    treat_missing_data: "breaching",
  },
};
const alarms = allResources(templates, "aws_cloudwatch_metric_alarm");
const text = (value: unknown) => String(value);
const TOPIC =
  /^\$\{data\.terraform_remote_state\.cross-stack-reference-input-shared\.outputs\.[\w-]*aws_sns_topic_alarms_arn\}$/;

describe.each(alarms)("the alarm $address", ({ attributes, stack, address }) => {
  it("tells the topic, says what it means and where to read on", () => {
    expect(attributes).toMatchObject({
      alarm_name: `sechub-${address.replaceAll("_", "-")}`,
      alarm_actions: [expect.stringMatching(TOPIC)],
      alarm_description: expect.stringMatching(/^[A-Z].{20,}\. What to do: docs\/runbook\.md#[a-z-]+$/) as unknown,
    });
    expect(stack).not.toBe("shared");
  });

  it("rings on the first occurrence and is silent when nothing happens, or as it says above", () => {
    expect(attributes).toMatchObject(
      OTHERWISE[address] ?? {
        threshold: 1,
        evaluation_periods: 1,
        period: 300,
        comparison_operator: "GreaterThanOrEqualToThreshold",
        treat_missing_data: "notBreaching",
      },
    );
  });

  it("tells its end if it is of a state that lasts, and only then", () => {
    const lasts = ["ignore", "breaching"].includes(text(attributes["treat_missing_data"]));
    expect(attributes["ok_actions"]).toEqual(lasts ? attributes["alarm_actions"] : undefined);
  });

  it("watches something in particular", () => {
    const dimensions = attributes["dimensions"] as Readonly<Record<string, unknown>>;
    if (attributes["namespace"] === METRIC_NAMESPACE) {
      expect(dimensions).toEqual({ environment: "test", service: "update-nf-rg" });
      return;
    }
    const [dimension, ...more] = Object.values(dimensions);
    expect(more).toEqual([]);
    expect(shortReferences(text(dimension))).toMatch(
      /^<aws_(sfn_state_machine|sqs_queue|cloudwatch_event_rule|scheduler_schedule_group)_[\w-]+>$|^sechub-[\w-]+$/,
    );
  });
});

describe("alarms", () => {
  const watched = alarms.map(({ attributes }) => {
    const dimension = text(Object.values(attributes["dimensions"] ?? {})[0]);
    return `${text(attributes["namespace"])} ${text(attributes["metric_name"])} ${dimension}`;
  });

  it("have names of their own", () => {
    const names = alarms.map(({ attributes }) => attributes["alarm_name"]);
    expect(new Set(names).size).toBe(names.length);
  });

  it("watch every end of a state machine that is not a success", () => {
    for (const name of ["record-ip", "send-findings", "prune-ip"]) {
      for (const metric of ["ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted", "ExecutionThrottled"]) {
        expect(watched).toContain(`AWS/States ${metric} \${aws_sfn_state_machine.${name}.arn}`);
      }
    }
  });

  it("watch every function", () => {
    for (const name of FUNCTION_NAMES) {
      for (const metric of ["Errors", "Throttles"]) expect(watched).toContain(`AWS/Lambda ${metric} sechub-${name}`);
    }
  });

  it("watch the dead-letter queue, and what does not even get there (I4)", () => {
    expect(watched).toContain("AWS/SQS ApproximateNumberOfMessagesVisible ${aws_sqs_queue.dead-letters.name}");
    for (const rule of ["catch-ipv4", "catch-ipv6", "catch-port-probe", "catch-severity"]) {
      expect(watched).toContain(`AWS/Events InvocationsFailedToBeSentToDlq \${aws_cloudwatch_event_rule.${rule}.name}`);
    }
    expect(watched).toContain(
      "AWS/Scheduler InvocationsFailedToBeSentToDeadLetterCount ${aws_scheduler_schedule_group.prune_group.name}",
    );
  });

  it.each([
    ["left-out", METRICS.hostsLeftOut],
    ["full", METRICS.capacityUsedPercent],
    ["nearly-full", METRICS.capacityUsedPercent],
    ["unused", METRICS.groupUsedByNoPolicy],
    ["repaired", METRICS.rulesRepaired],
  ])("watch the rule group: %s is told by %s", (name, metric) => {
    expect(resource(templates.orchestration, "aws_cloudwatch_metric_alarm", `rule-group_${name}`)).toMatchObject({
      namespace: METRIC_NAMESPACE,
      metric_name: metric,
    });
  });

  it("watch for successes of the prune, beside its schedule", () => {
    const { dimensions, ...alarm } = resource(templates.routing, "aws_cloudwatch_metric_alarm", "prune_overdue");
    expect(alarm).toMatchObject({ namespace: "AWS/States", metric_name: "ExecutionsSucceeded" });
    expect(shortReferences(JSON.stringify(dimensions))).toBe(
      '{"StateMachineArn":"<aws_sfn_state_machine_prune-ip_arn>"}',
    );
  });

  it("say of a throttled state machine that it is late, not that work is lost", () => {
    for (const name of ["record-ip", "send-findings", "prune-ip"]) {
      const alarm = resource(templates.orchestration, "aws_cloudwatch_metric_alarm", `${name}_throttled`);
      expect(alarm["alarm_description"]).toMatch(/delayed, and nothing of them is lost/);
      expect(alarm["alarm_description"]).not.toContain("may not be done");
    }
  });

  it("count a message in the queue for as long as it waits", () => {
    expect(resource(templates.routing, "aws_cloudwatch_metric_alarm", "dead-letters_waiting")["statistic"]).toBe(
      "Maximum",
    );
  });
});
