import {
  allResources,
  resource,
  resources,
  shortReferences,
  statements,
  synth,
  type IamStatement,
} from "../support/synth";

/** With one account in the config every ARN is literal, and the tables below can be read. */
const templates = synth({ accountIds: ["111122223333"], firewall: { policy: { name: "edge" } } });
const { orchestration } = templates;

const policyOf = (address: string): readonly IamStatement[] => {
  const found = allResources(templates, "aws_iam_role_policy").find((placed) => placed.address === `${address}_policy`);
  return statements(found?.attributes["policy"] ?? '{"Statement":[]}');
};
const list = (value: string | readonly string[] | undefined): readonly string[] =>
  typeof value === "string" ? [value] : (value ?? []);

/** What a role may do: "call on resource" lines. */
const allowed = (address: string): readonly string[] =>
  policyOf(address).flatMap(({ Action, Resource }) =>
    list(Action).flatMap((action) => list(Resource).map((on) => `${action} on ${shortReferences(on)}`)),
  );

const BLOCKLIST = "<aws_dynamodb_table_blocklist_arn>";
const MEMORY = "<aws_dynamodb_table_memory_arn>";
const NOTIFIED = "<aws_dynamodb_table_notified_arn>";
const RULE_GROUP = "<aws_networkfirewall_rule_group_rule-group_arn>";
const LEASE = "<aws_dynamodb_table_lease_arn>";
const QUEUE = "<aws_sqs_queue_dead-letters_arn>";
const logsAndTraces = (name: string) => [
  `logs:CreateLogStream on <aws_cloudwatch_log_group_${name}_logs_arn>:*`,
  `logs:PutLogEvents on <aws_cloudwatch_log_group_${name}_logs_arn>:*`,
  ...SENDS_TRACES,
];
const SENDS_TRACES = ["xray:PutTelemetryRecords on *", "xray:PutTraceSegments on *"];
const TRACES = [...SENDS_TRACES, "xray:GetSamplingRules on *", "xray:GetSamplingTargets on *"];
const invokes = (...names: readonly string[]) =>
  names.map((name) => `lambda:InvokeFunction on <aws_lambda_function_${name}_arn>`);
const starts = (...names: readonly string[]) =>
  names.map((name) => `states:StartExecution on <aws_sfn_state_machine_${name}_arn>`);
const LOG_DELIVERY = [
  "logs:CreateLogDelivery on *",
  "logs:DeleteLogDelivery on *",
  "logs:DescribeLogGroups on *",
  "logs:DescribeResourcePolicies on *",
  "logs:GetLogDelivery on *",
  "logs:ListLogDeliveries on *",
  "logs:PutResourcePolicy on *",
  "logs:UpdateLogDelivery on *",
];

const ROLES: Readonly<Record<string, readonly string[]>> = {
  "add-ip-to-ddb_role": [
    `dynamodb:PutItem on ${BLOCKLIST}`,
    `dynamodb:GetItem on ${BLOCKLIST}`,
    `dynamodb:UpdateItem on ${BLOCKLIST}`,
    `dynamodb:GetItem on ${MEMORY}`,
    ...logsAndTraces("add-ip-to-ddb"),
  ],
  "get-ip-from-ddb_role": [`dynamodb:Scan on ${BLOCKLIST}`, ...logsAndTraces("get-ip-from-ddb")],
  "remove-ip-from-ddb_role": [
    `dynamodb:DeleteItem on ${BLOCKLIST}`,
    `dynamodb:GetItem on ${BLOCKLIST}`,
    `dynamodb:PutItem on ${MEMORY}`,
    ...logsAndTraces("remove-ip-from-ddb"),
  ],
  "update-nf-rg_role": [
    `dynamodb:Scan on ${BLOCKLIST}`,
    `dynamodb:GetItem on ${BLOCKLIST}`,
    `dynamodb:UpdateItem on ${BLOCKLIST}`,
    `dynamodb:PutItem on ${LEASE}`,
    `dynamodb:GetItem on ${LEASE}`,
    `dynamodb:UpdateItem on ${LEASE}`,
    `network-firewall:DescribeRuleGroup on ${RULE_GROUP}`,
    `network-firewall:UpdateRuleGroup on ${RULE_GROUP}`,
    ...logsAndTraces("update-nf-rg"),
  ],
  "send-gd-finding_role": [
    `dynamodb:PutItem on ${NOTIFIED}`,
    `dynamodb:GetItem on ${NOTIFIED}`,
    `dynamodb:UpdateItem on ${NOTIFIED}`,
    `dynamodb:DeleteItem on ${NOTIFIED}`,
    "ssm:GetParameter on arn:aws:ssm:us-west-2:111122223333:parameter/sechub/slack-webhook-url",
    ...logsAndTraces("send-gd-finding"),
  ],
  "record-ip_role": [...invokes("add-ip-to-ddb", "update-nf-rg", "send-gd-finding"), ...LOG_DELIVERY, ...TRACES],
  "send-findings_role": [...invokes("send-gd-finding"), ...LOG_DELIVERY, ...TRACES],
  "prune-ip_role": [
    ...invokes("get-ip-from-ddb", "remove-ip-from-ddb", "update-nf-rg", "send-gd-finding"),
    ...LOG_DELIVERY,
    ...TRACES,
  ],
  "events-role": starts("record-ip", "send-findings"),
  prune_role: [...starts("prune-ip"), `sqs:SendMessage on ${QUEUE}`],
};

describe("least privilege (I7)", () => {
  it.each(Object.entries(ROLES))("%s may do this and nothing else", (role, calls) => {
    expect([...allowed(role)].sort()).toEqual([...calls].sort());
  });

  it("knows every role", () => {
    expect(
      allResources(templates, "aws_iam_role")
        .map(({ address }) => address)
        .sort(),
    ).toEqual(Object.keys(ROLES).sort());
  });

  it("gives each role one policy, inline, and no managed one", () => {
    const policies = allResources(templates, "aws_iam_role_policy").map(({ attributes }) => attributes["role"]);
    const roles = allResources(templates, "aws_iam_role").map(({ address }) => `\${aws_iam_role.${address}.name}`);
    expect([...policies].sort()).toEqual([...roles].sort());
    expect(JSON.stringify(templates)).not.toMatch(/aws_iam_role_policy_attachment"|managed_policy_arns/);
  });

  it("allows no call by wildcard, and none on everything but logs and traces, which have no resources", () => {
    const calls = Object.keys(ROLES).flatMap(allowed);
    expect(
      calls.filter(
        (call) => / on .*\*/.test(call) && ![...LOG_DELIVERY, ...TRACES].includes(call) && !/_logs_arn>:\*$/.test(call),
      ),
    ).toEqual([]);
    expect(calls.filter((call) => /\*.* on /.test(call))).toEqual([]);
  });

  it("lets nobody pass a role, read a table's neighbours or publish to the topic", () => {
    expect(
      Object.keys(ROLES)
        .flatMap(allowed)
        .filter((call) => /iam:|sts:|sns:|table\/\*/.test(call)),
    ).toEqual([]);
  });
});

describe("with further channels", () => {
  const TOPIC = "arn:aws:sns:eu-west-1:222233334444:security";
  const TOPIC_KEY = "arn:aws:kms:eu-west-1:222233334444:key/0a1b2c3d";
  const channels = synth({
    accountIds: ["111122223333"],
    notifications: {
      webhookParameters: ["/team/mattermost"],
      webhookHosts: ["chat.example.com"],
      topicArn: TOPIC,
      topicKmsKeyArn: TOPIC_KEY,
    },
  });
  const policy = allResources(channels, "aws_iam_role_policy").find(
    ({ address }) => address === "send-gd-finding_role_policy",
  );
  const calls = statements(policy?.attributes["policy"] ?? '{"Statement":[]}').flatMap(({ Action, Resource }) =>
    list(Action).flatMap((action) => list(Resource).map((on) => `${action} on ${on}`)),
  );

  it("send-gd-finding may read their parameters and publish to their topic, and to no other", () => {
    expect(calls.filter((call) => /^(?:ssm|sns):/.test(call)).sort()).toEqual([
      `sns:Publish on ${TOPIC}`,
      "ssm:GetParameter on arn:aws:ssm:us-west-2:111122223333:parameter/sechub/slack-webhook-url",
      "ssm:GetParameter on arn:aws:ssm:us-west-2:111122223333:parameter/team/mattermost",
    ]);
  });

  it("it may use the key of an encrypted topic, through SNS in the topic's region, and only when the config names it", () => {
    const using = statements(policy?.attributes["policy"] ?? '{"Statement":[]}').filter(({ Resource }) =>
      list(Resource).includes(TOPIC_KEY),
    );
    expect(using).toMatchObject([
      {
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Condition: { StringEquals: { "kms:ViaService": "sns.eu-west-1.amazonaws.com" } },
      },
    ]);
    const without = synth({ notifications: { topicArn: TOPIC } });
    expect(JSON.stringify(without)).not.toContain("kms:");
  });

  it("nobody else may", () => {
    const others = allResources(channels, "aws_iam_role_policy").filter((found) => found.address !== policy?.address);
    expect(JSON.stringify(others)).not.toMatch(/sns:Publish|ssm:/);
  });
});

describe("state machines", () => {
  it.each(["record-ip", "send-findings", "prune-ip"])(
    "%s may invoke exactly the functions that its definition names",
    (name) => {
      const { definition, role_arn: role } = resource(orchestration, "aws_sfn_state_machine", name);
      const named = [...String(definition).matchAll(/"FunctionName":"([^"]+)"/g)].map(([, arn]) => arn);
      const invoke = policyOf(`${name}_role`).find(({ Action }) => list(Action).includes("lambda:InvokeFunction"));
      expect(role).toBe(`\${aws_iam_role.${name}_role.arn}`);
      expect(named.length).toBeGreaterThan(0);
      expect(new Set(list(invoke?.Resource))).toEqual(new Set(named));
    },
  );

  it.each(["record-ip", "send-findings", "prune-ip"])(
    "%s is standard and traced, logs its errors without findings, and waits for its role's policy",
    (name) => {
      expect(resource(orchestration, "aws_sfn_state_machine", name)).toMatchObject({
        name: `sechub-${name}`,
        type: "STANDARD",
        logging_configuration: {
          level: "ERROR",
          include_execution_data: false,
          log_destination: `\${aws_cloudwatch_log_group.${name}_logs.arn}:*`,
        },
        tracing_configuration: { enabled: true },
        depends_on: [`aws_iam_role_policy.${name}_role_policy`],
      });
      expect(resource(orchestration, "aws_cloudwatch_log_group", `${name}_logs`)).toMatchObject({
        name: `/aws/vendedlogs/states/sechub-${name}`,
      });
    },
  );
});

/** By their whole names: sechub-* would be the rules of an environment with the prefix sechub-prod as well. */
const RULE_ARNS = [
  "arn:aws:events:us-west-2:111122223333:rule/sechub-catch-ipv4",
  "arn:aws:events:us-west-2:111122223333:rule/sechub-catch-severity",
];

describe("trust", () => {
  const account = { "aws:SourceAccount": "111122223333" };
  const from = (arn: string | readonly string[]) => ({ StringEquals: account, ArnLike: { "aws:SourceArn": arn } });

  it.each<[string, string, object | undefined]>([
    ...Object.keys(resources(orchestration, "aws_lambda_function")).map((name): [string, string, undefined] => [
      `${name}_role`,
      "lambda.amazonaws.com",
      undefined,
    ]),
    [
      "record-ip_role",
      "states.amazonaws.com",
      from("arn:aws:states:us-west-2:111122223333:stateMachine:sechub-record-ip"),
    ],
    [
      "send-findings_role",
      "states.amazonaws.com",
      from("arn:aws:states:us-west-2:111122223333:stateMachine:sechub-send-findings"),
    ],
    [
      "prune-ip_role",
      "states.amazonaws.com",
      from("arn:aws:states:us-west-2:111122223333:stateMachine:sechub-prune-ip"),
    ],
    ["events-role", "events.amazonaws.com", from(RULE_ARNS)],
    [
      "prune_role",
      "scheduler.amazonaws.com",
      from("arn:aws:scheduler:us-west-2:111122223333:schedule-group/sechub-schedules"),
    ],
  ])("%s is assumed by %s alone, on behalf of its own resource", (address, service, condition) => {
    const role = allResources(templates, "aws_iam_role").find((placed) => placed.address === address);
    expect(statements(role?.attributes["assume_role_policy"])).toEqual([
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: service },
        ...(condition && { Condition: condition }),
      },
    ]);
  });

  it("names the schedule group that there is", () => {
    expect(resource(templates.routing, "aws_scheduler_schedule_group", "prune_group")["name"]).toBe("sechub-schedules");
  });
});
