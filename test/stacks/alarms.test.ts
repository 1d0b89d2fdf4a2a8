import { FUNCTION_NAMES } from "../../functions/contract/function-names";
import { METRIC_NAMESPACE, METRICS } from "../../functions/contract/metrics";
import { allResources, resource, synth } from "../support/synth";

const templates = synth({ routing: { ipv6: true, portProbes: true } });
const alarms = allResources(templates, "aws_cloudwatch_metric_alarm");
const text = (value: unknown) => String(value);
const TOPIC =
  /^\$\{data\.terraform_remote_state\.cross-stack-reference-input-shared\.outputs\.[\w-]*aws_sns_topic_alarms_arn\}$/;

describe.each(alarms)("the alarm $address", ({ attributes, stack, address }) => {
  it("tells the topic, says what it means and where to read on", () => {
    const article = address.replaceAll("_", "-");
    expect(attributes).toMatchObject({
      alarm_name: `sechub-${article}`,
      alarm_actions: [expect.stringMatching(TOPIC)],
      alarm_description: expect.stringMatching(
        new RegExp(`^[A-Z].{20,} What to do: docs/runbook\\.md, "${article}"\\.$`),
      ) as unknown,
    });
    expect(stack).not.toBe("shared");
  });

  it("rings on the first occurrence, and is silent when nothing happens", () => {
    expect(attributes).toMatchObject({
      threshold: 1,
      evaluation_periods: 1,
      period: 300,
      comparison_operator: "GreaterThanOrEqualToThreshold",
      treat_missing_data: "notBreaching",
    });
  });

  it("watches something in particular", () => {
    const [dimension, ...more] = Object.values((attributes["dimensions"] ?? {}) as Record<string, unknown>);
    expect(more).toEqual([]);
    expect(text(dimension)).toMatch(
      /^\$\{aws_(sfn_state_machine|sqs_queue|cloudwatch_event_rule|scheduler_schedule_group)\.[\w-]+\.\w+\}$|^sechub-[\w-]+$/,
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

  it("count a message in the queue for as long as it waits", () => {
    expect(resource(templates.routing, "aws_cloudwatch_metric_alarm", "dead-letters_waiting")["statistic"]).toBe(
      "Maximum",
    );
  });
});

describe("the dashboard", () => {
  const body = JSON.parse(
    text(resource(templates.orchestration, "aws_cloudwatch_dashboard", "dashboard")["dashboard_body"]),
  ) as {
    readonly widgets: readonly {
      readonly properties: { readonly title: string; readonly metrics: readonly (readonly unknown[])[] };
    }[];
  };
  const metrics = body.widgets.flatMap(({ properties }) => properties.metrics);

  it("shows only metrics that the functions or Step Functions emit, by their dimensions", () => {
    const own = metrics.filter(([namespace]) => namespace === METRIC_NAMESPACE);
    const names: readonly unknown[] = Object.values(METRICS);
    expect(own.length).toBeGreaterThan(5);
    for (const [, name, environmentKey, environment, serviceKey, service] of own) {
      expect(names).toContain(name);
      expect([environmentKey, environment, serviceKey]).toEqual(["environment", "test", "service"]);
      expect(FUNCTION_NAMES).toContain(service);
    }
    expect(metrics.filter(([namespace]) => namespace !== METRIC_NAMESPACE && namespace !== "AWS/States")).toEqual([]);
  });

  it("has a title over every widget", () => {
    const titles = body.widgets.map(({ properties }) => properties.title);
    expect(new Set(titles).size).toBe(9);
  });
});
