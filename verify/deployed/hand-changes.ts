/** A call of AWS by service, operation and parameters as botocore names them. */
export type Call = readonly [service: string, operation: string, parameters: Readonly<Record<string, unknown>>];

/** Something that a person changes in AWS behind Terraform's back. */
export interface HandChange {
  readonly name: string;
  readonly calls: readonly Call[];
  /** What drift's text must show of it. */
  readonly shown: RegExp;
}

const ACCOUNT = "000000000000";
const REGION = "us-west-2";
const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
const anybody = (Action: string, Resource: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Sid: "Anybody", Effect: "Allow", Principal: "*", Action, Resource }],
  });

/** Changes that a deploy undoes. @param prefix of the environment's names */
export const undoneByDeploy = (prefix: string): readonly HandChange[] => [
  {
    name: "an inline policy that allows everything",
    calls: [
      [
        "iam",
        "put_role_policy",
        {
          RoleName: `${prefix}-update-nf-rg`,
          PolicyName: "backdoor",
          PolicyDocument: JSON.stringify({
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
          }),
        },
      ],
    ],
    shown: /update-nf-rg_role_policies[\s\S]*backdoor/,
  },
  {
    name: "AdministratorAccess attached to a role",
    calls: [
      [
        "iam",
        "attach_role_policy",
        { RoleName: `${prefix}-add-ip-to-ddb`, PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
      ],
    ],
    shown: /add-ip-to-ddb_role_attachments[\s\S]*AdministratorAccess/,
  },
  {
    name: "a rule that is disabled",
    calls: [["events", "disable_rule", { Name: `${prefix}-catch-ipv4` }]],
    shown: /aws_cloudwatch_event_rule\.catch-ipv4\n[\s\S]*state: "ENABLED" → "DISABLED"/,
  },
  {
    name: "a target that is removed",
    calls: [["events", "remove_targets", { Rule: `${prefix}-catch-severity`, Ids: ["state-machine"] }]],
    shown: /routing: aws_cloudwatch_event_target\.catch-severity_target/,
  },
  {
    name: "alarm actions that are disabled",
    calls: [["cloudwatch", "disable_alarm_actions", { AlarmNames: [`${prefix}-record-ip-failed`] }]],
    shown: /record-ip_failed\n.*actions_enabled: true → false/,
  },
  {
    name: "point-in-time recovery switched off",
    calls: [
      [
        "dynamodb",
        "update_continuous_backups",
        {
          TableName: `${prefix}-blocklist`,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
        },
      ],
    ],
    shown: /point_in_time_recovery\.enabled: true → false/,
  },
  {
    name: "deletion protection switched off",
    calls: [["dynamodb", "update_table", { TableName: `${prefix}-blocklist`, DeletionProtectionEnabled: false }]],
    shown: /deletion_protection_enabled: true → false/,
  },
  {
    name: "a function with less memory",
    calls: [
      ["lambda", "update_function_configuration", { FunctionName: `${prefix}-get-ip-from-ddb`, MemorySize: 128 }],
    ],
    shown: /get-ip-from-ddb[\s\S]*memory_size: 256 → 128/,
  },
  {
    name: "a topic that anybody may publish to",
    calls: [
      [
        "sns",
        "set_topic_attributes",
        {
          TopicArn: arn("sns", `${prefix}-alarms`),
          AttributeName: "Policy",
          AttributeValue: anybody("sns:Publish", arn("sns", `${prefix}-alarms`)),
        },
      ],
    ],
    shown: /aws_sns_topic_policy\.alarms_policy[\s\S]*Anybody/,
  },
  {
    name: "a queue that anybody may send to",
    calls: [
      [
        "sqs",
        "set_queue_attributes",
        {
          QueueUrl: `http://localhost/${ACCOUNT}/${prefix}-undelivered`,
          Attributes: { Policy: anybody("sqs:SendMessage", arn("sqs", `${prefix}-undelivered`)) },
        },
      ],
    ],
    shown: /aws_sqs_queue_policy\.dead-letters_policy[\s\S]*Anybody/,
  },
  {
    name: "a state machine that logs nothing",
    calls: [
      [
        "stepfunctions",
        "update_state_machine",
        {
          stateMachineArn: arn("states", `stateMachine:${prefix}-record-ip`),
          loggingConfiguration: { level: "OFF", includeExecutionData: false, destinations: [] },
        },
      ],
    ],
    shown: /aws_sfn_state_machine\.record-ip[\s\S]*logging_configuration\.level: "ERROR" → "OFF"/,
  },
  {
    name: "logs that are kept for a day",
    calls: [
      ["logs", "put_retention_policy", { logGroupName: `/aws/lambda/${prefix}-update-nf-rg`, retentionInDays: 1 }],
    ],
    shown: /update-nf-rg_logs\n.*retention_in_days: 90 → 1/,
  },
  {
    name: "a schedule that is disabled",
    calls: [
      [
        "scheduler",
        "update_schedule",
        {
          Name: `${prefix}-prune`,
          GroupName: `${prefix}-schedules`,
          State: "DISABLED",
          ScheduleExpression: "rate(1 hour)",
          ScheduleExpressionTimezone: "UTC",
          Description: "Lifts the blocks that have ended",
          FlexibleTimeWindow: { Mode: "OFF" },
          Target: {
            Arn: arn("states", `stateMachine:${prefix}-prune-ip`),
            RoleArn: `arn:aws:iam::${ACCOUNT}:role/${prefix}-scheduler`,
            Input: "{}",
            RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
            DeadLetterConfig: { Arn: arn("sqs", `${prefix}-undelivered`) },
          },
        },
      ],
    ],
    shown: /aws_scheduler_schedule\.prune\n[\s\S]*state: "ENABLED" → "DISABLED"/,
  },
];

/** Things that Terraform does not look at: drift names the command that takes each away. */
export const undoneByCommand = (prefix: string): readonly HandChange[] => [
  {
    name: "a function that another account may invoke",
    calls: [
      [
        "lambda",
        "add_permission",
        {
          FunctionName: `${prefix}-update-nf-rg`,
          StatementId: "stranger",
          Action: "lambda:InvokeFunction",
          Principal: "999988887777",
        },
      ],
    ],
    shown: /function .*update-nf-rg.*stranger/,
  },
  {
    name: "a function URL",
    calls: [["lambda", "create_function_url_config", { FunctionName: `${prefix}-add-ip-to-ddb`, AuthType: "NONE" }]],
    shown: /function .*add-ip-to-ddb.*function URL/,
  },
  {
    name: "a further target of a rule",
    calls: [
      [
        "events",
        "put_targets",
        { Rule: `${prefix}-catch-ipv4`, Targets: [{ Id: "listener", Arn: arn("sqs", "elsewhere") }] },
      ],
    ],
    shown: /rule .*catch-ipv4.*target listener/,
  },
  {
    name: "a rule of somebody else that starts a state machine",
    calls: [
      ["events", "put_rule", { Name: "somebody-elses", ScheduleExpression: "rate(1 day)" }],
      [
        "events",
        "put_targets",
        {
          Rule: "somebody-elses",
          Targets: [{ Id: "1", Arn: arn("states", `stateMachine:${prefix}-prune-ip`) }],
        },
      ],
    ],
    shown: /state machine .*prune-ip.*rule somebody-elses/,
  },
  {
    name: "a resource policy of a table",
    calls: [
      [
        "dynamodb",
        "put_resource_policy",
        {
          ResourceArn: arn("dynamodb", `table/${prefix}-blocklist`),
          Policy: JSON.stringify({
            Version: "2012-10-17",
            Statement: [
              {
                Sid: "Reader",
                Effect: "Allow",
                Principal: { AWS: "arn:aws:iam::999988887777:root" },
                Action: "dynamodb:Scan",
                Resource: arn("dynamodb", `table/${prefix}-blocklist`),
              },
            ],
          }),
        },
      ],
    ],
    shown: /table .*blocklist.*Reader/,
  },
];
