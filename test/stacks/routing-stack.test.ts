import type { ConfigInput } from "../../config/schema";
import { allResources, resource, resources, statements, synth, type Template } from "../support/synth";

/** The two patterns as the seed publishes them. */
const SEED_CATCH_IPV4 = {
  detail: {
    findings: {
      ProductFields: {
        "aws/guardduty/service/action/networkConnectionAction/remoteIpDetails/ipAddressV4": [{ exists: true }],
      },
    },
  },
  "detail-type": ["Security Hub Findings - Imported"],
  region: ["us-west-2"],
  source: ["aws.securityhub"],
};
const SEED_OTHER_FINDINGS = {
  detail: { findings: { Severity: { Label: ["HIGH", "CRITICAL"] } } },
  "detail-type": ["Security Hub Findings - Imported"],
  region: ["us-west-2"],
  source: ["aws.securityhub"],
};

/** Every rule that starts sechub-record-ip, and the config that has all of them. */
const RECORDING = [
  "catch-ipv4",
  "catch-ipv6",
  "catch-port-probe",
  "catch-other-forms",
  "catch-api-call",
  "catch-kubernetes-api-call",
];
const every: ConfigInput = {
  blockActions: ["networkConnection", "portProbe", "awsApiCall", "kubernetesApiCall"],
  routing: { ipv6: true, portProbes: true, otherForms: true },
};

const patternsOf = (given: ConfigInput): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(resources(synth(given).routing, "aws_cloudwatch_event_rule")).map(([address, rule]) => [
      address,
      JSON.parse(String(rule["event_pattern"])) as unknown,
    ]),
  );

const withFindings = (findings: object, region = "us-west-2") => ({
  ...SEED_OTHER_FINDINGS,
  region: [region],
  detail: { findings },
});

describe("event patterns", () => {
  it("are exactly the seed's by default", () => {
    expect(patternsOf({})).toEqual({ "catch-ipv4": SEED_CATCH_IPV4, "catch-severity": SEED_OTHER_FINDINGS });
  });

  it.each<[string, ConfigInput, readonly string[]]>([
    ["routing.ipv6", { routing: { ipv6: true } }, ["catch-ipv6"]],
    ["routing.portProbes", { routing: { portProbes: true } }, ["catch-port-probe"]],
    ["routing.otherForms", { routing: { otherForms: true } }, ["catch-other-forms"]],
    ["awsApiCall", { blockActions: ["networkConnection", "awsApiCall"] }, ["catch-api-call"]],
    ["kubernetesApiCall", { blockActions: ["kubernetesApiCall"] }, ["catch-kubernetes-api-call"]],
    ["everything", every, RECORDING.slice(1)],
  ])("%s adds rules and leaves the seed's two as they are", (_, given, added) => {
    const { "catch-ipv4": ipv4, "catch-severity": severity, ...others } = patternsOf(given);
    expect([ipv4, severity]).toEqual([SEED_CATCH_IPV4, SEED_OTHER_FINDINGS]);
    expect(new Set(Object.keys(others))).toEqual(new Set(added));
    // What they take: event-patterns.test.ts.
    for (const pattern of Object.values(others)) {
      expect(pattern).toMatchObject({ source: SEED_CATCH_IPV4.source, region: SEED_CATCH_IPV4.region });
    }
  });

  it("routing.openWorkflowOnly narrows what is told, not what is blocked", () => {
    expect(patternsOf({ routing: { openWorkflowOnly: true } })).toEqual({
      "catch-ipv4": SEED_CATCH_IPV4,
      "catch-severity": withFindings({
        Severity: { Label: ["HIGH", "CRITICAL"] },
        Workflow: { Status: ["NEW", "NOTIFIED"] },
      }),
    });
  });

  it("routing.severities chooses what is told", () => {
    expect(patternsOf({ routing: { severities: ["CRITICAL"] } })["catch-severity"]).toEqual(
      withFindings({ Severity: { Label: ["CRITICAL"] } }),
    );
  });

  it("listen in the config's region", () => {
    expect(patternsOf({ region: "eu-west-1" })["catch-severity"]).toEqual(
      withFindings({ Severity: { Label: ["HIGH", "CRITICAL"] } }, "eu-west-1"),
    );
  });
});

const { routing } = synth(every);
const ruleArnsOf = (template: Template) =>
  Object.values(resources(template, "aws_cloudwatch_event_rule")).map(
    ({ name }) => `arn:aws:events:us-west-2:111122223333:rule/${String(name)}`,
  );
const machine = (name: string) =>
  `\${data.terraform_remote_state.cross-stack-reference-input-orchestration.outputs.cross-stack-output-aws_sfn_state_machine_${name}_arn}`;

describe("targets", () => {
  it.each([...RECORDING.map((rule) => [rule, "record-ip"] as const), ["catch-severity", "send-findings"] as const])(
    "%s starts sechub-%s by the events role, and keeps what it cannot deliver",
    (rule, name) => {
      expect(resource(routing, "aws_cloudwatch_event_target", `${rule}_target`)).toMatchObject({
        rule: `\${aws_cloudwatch_event_rule.${rule}.name}`,
        arn: machine(name),
        role_arn: "${aws_iam_role.events-role.arn}",
        dead_letter_config: { arn: "${aws_sqs_queue.dead-letters.arn}" },
        retry_policy: { maximum_event_age_in_seconds: 86_400, maximum_retry_attempts: 185 },
        depends_on: ["aws_iam_role_policy.events-role_policy"],
      });
    },
  );

  it("are one for each rule, and say what the rule is for", () => {
    const rules = Object.entries(resources(routing, "aws_cloudwatch_event_rule"));
    const targets = resources(routing, "aws_cloudwatch_event_target");
    expect(Object.keys(targets)).toEqual(rules.map(([address]) => `${address}_target`));
    for (const [, { description }] of rules) expect(description).toMatch(/^Findings .+: .+/);
  });

  it("are all that the events role may start", () => {
    const started = Object.values(resources(routing, "aws_cloudwatch_event_target")).map(({ arn }) => arn);
    const [statement, ...more] = statements(resource(routing, "aws_iam_role_policy", "events-role_policy")["policy"]);
    expect(more).toEqual([]);
    expect(statement).toMatchObject({ Action: ["states:StartExecution"] });
    expect(new Set(statement?.Resource)).toEqual(new Set(started));
  });
});

describe("the prune schedule", () => {
  it("starts sechub-prune-ip when the config says, in UTC, and keeps what it cannot deliver", () => {
    const { routing } = synth({ prune: { schedule: "cron(0 3 * * ? *)" } });
    expect(resource(routing, "aws_scheduler_schedule", "prune")).toMatchObject({
      schedule_expression: "cron(0 3 * * ? *)",
      schedule_expression_timezone: "UTC",
      flexible_time_window: { mode: "OFF" },
      group_name: "${aws_scheduler_schedule_group.prune_group.name}",
      target: {
        arn: machine("prune-ip"),
        role_arn: "${aws_iam_role.prune_role.arn}",
        input: "{}",
        dead_letter_config: { arn: "${aws_sqs_queue.dead-letters.arn}" },
        retry_policy: { maximum_event_age_in_seconds: 86_400, maximum_retry_attempts: 185 },
      },
      depends_on: ["aws_iam_role_policy.prune_role_policy"],
    });
  });

  it("is every hour by default", () => {
    expect(resource(routing, "aws_scheduler_schedule", "prune")["schedule_expression"]).toBe("rate(1 hour)");
  });
});

describe("the dead-letter queue", () => {
  it("keeps messages for fourteen days, encrypted", () => {
    expect(resource(routing, "aws_sqs_queue", "dead-letters")).toMatchObject({
      message_retention_seconds: 1_209_600,
      sqs_managed_sse_enabled: true,
    });
  });

  it("takes messages from this environment's rules only; the schedule writes by its role", () => {
    const { routing } = synth({ ...every, accountIds: ["111122223333"] });
    const policy = resource(routing, "aws_sqs_queue_policy", "dead-letters_policy");
    expect(policy["queue_url"]).toBe("${aws_sqs_queue.dead-letters.url}");
    expect(statements(policy["policy"])).toEqual([
      {
        Sid: "RulesOfThisEnvironment",
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: "${aws_sqs_queue.dead-letters.arn}",
        // IfExists: EventBridge promises the rule's ARN, and an event that is refused here is gone (I4).
        Condition: {
          StringEqualsIfExists: { "aws:SourceAccount": "111122223333" },
          ArnLike: { "aws:SourceArn": ruleArnsOf(routing) },
        },
      },
    ]);
  });

  it("and the events role are for every rule that there is, each by its whole name", () => {
    for (const given of [{}, every]) {
      const { routing } = synth({ ...given, accountIds: ["111122223333"] });
      const queue = statements(resource(routing, "aws_sqs_queue_policy", "dead-letters_policy")["policy"]);
      const trust = statements(resource(routing, "aws_iam_role", "events-role")["assume_role_policy"]);
      for (const [statement] of [queue, trust]) {
        expect(statement?.Condition?.["ArnLike"]?.["aws:SourceArn"]).toEqual(ruleArnsOf(routing));
      }
      expect(JSON.stringify(routing.resource)).not.toMatch(/:rule\/[^"]*\*/);
    }
  });

  it("is the only one, and no target is without", () => {
    expect(allResources(synth(every), "aws_sqs_queue")).toHaveLength(1);
  });
});
