import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import { Construct } from "constructs";
import { BaseStack } from "../base-stack";
import { fillDefinition } from "../state-machines/fill-definition";
import { Alarm } from "./alarm";
import { logGroup } from "./logs";
import { ServiceRole } from "./service-role";
import type { Statement } from "./statement";
import { SAMPLES_AND_SENDS_TRACES } from "./tracing";

export interface StateMachineProps {
  /** The Amazon States Language document, with `${…}` substitutions. */
  readonly definition: object;
  /** ARNs of the functions that it invokes, by the name of their substitution. */
  readonly functions: Readonly<Record<string, string>>;
  readonly alarmTopicArn: string;
}

/**
 * A STANDARD state machine with its role, its log group (errors only, without the event's content unless configured) and the alarms
 * that watch it.
 */
export class StateMachine extends Construct {
  readonly arn: string;
  readonly name: string;

  constructor(scope: Construct, id: string, props: StateMachineProps) {
    super(scope, id);
    const stack = BaseStack.baseOf(this);
    this.name = stack.nameOf(id);
    const logs = logGroup(this, "logs", `/aws/vendedlogs/states/${this.name}`);
    const ownArn = stack.arnOf("states", `stateMachine:${this.name}`);
    const { kmsKeyArn, logExecutionData } = stack.config;
    const role = new ServiceRole(this, "role", {
      name: `${id}-machine`,
      service: "states.amazonaws.com",
      sourceArn: ownArn,
      statements: [
        { actions: ["lambda:InvokeFunction"], resources: Object.values(props.functions) },
        // Log delivery has no resource-level permissions:
        // https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
        { actions: LOG_DELIVERY, resources: ["*"] },
        SAMPLES_AND_SENDS_TRACES,
        ...(kmsKeyArn === undefined ? [] : keyUse(kmsKeyArn, ownArn, stack.arnOf("logs", "*"))),
      ],
    });
    this.arn = new SfnStateMachine(this, "Resource", {
      name: this.name,
      type: "STANDARD",
      roleArn: role.arn,
      definition: fillDefinition(props.definition, { ...props.functions, Partition: stack.partition }),
      tracingConfiguration: { enabled: true },
      loggingConfiguration: { level: "ERROR", includeExecutionData: logExecutionData, logDestination: `${logs.arn}:*` },
      encryptionConfiguration:
        kmsKeyArn === undefined
          ? { type: "AWS_OWNED_KEY" }
          : {
              type: "CUSTOMER_MANAGED_KMS_KEY",
              kmsKeyId: kmsKeyArn,
              kmsDataKeyReusePeriodSeconds: DATA_KEY_REUSE_SECONDS,
            },
      dependsOn: [role.policy],
    }).arn;
    this.watch(props.alarmTopicArn);
  }

  private watch(topicArn: string): void {
    const common = { namespace: "AWS/States", dimensions: { StateMachineArn: this.arn }, topicArn };
    const ended = (how: string) =>
      ({
        ...common,
        chapter: "a-state-machine-failed",
        meaning: `An execution of ${this.name} ${how}; what it should have done may not be done.`,
      }) as const;
    // A throttled transition is made later, by Step Functions itself: https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
    new Alarm(this, "failed", { ...ended("failed"), metricName: "ExecutionsFailed" });
    new Alarm(this, "timed-out", { ...ended("timed out"), metricName: "ExecutionsTimedOut" });
    new Alarm(this, "aborted", { ...ended("was stopped"), metricName: "ExecutionsAborted" });
    new Alarm(this, "throttled", {
      ...common,
      chapter: "a-state-machine-is-slowed-down",
      metricName: "ExecutionThrottled",
      meaning: `Step Functions throttled ${this.name}: its executions are delayed, and nothing of them is lost.`,
    });
  }
}

/** AWS's own default, said out loud: the provider would show what AWS filled in as a change in every plan (I5). */
const DATA_KEY_REUSE_SECONDS = 300;

/**
 * Executions hold findings, so that they are encrypted too; errors go to an encrypted log group by log delivery.
 * https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
 */
const keyUse = (keyArn: string, machineArn: string, logsArn: string): Statement[] => [
  {
    actions: ["kms:Decrypt", "kms:GenerateDataKey"],
    resources: [keyArn],
    conditions: { StringEquals: { "kms:EncryptionContext:aws:states:stateMachineArn": machineArn } },
  },
  {
    actions: ["kms:GenerateDataKey"],
    resources: [keyArn],
    conditions: { StringLike: { "kms:EncryptionContext:SourceArn": logsArn } },
  },
];

const LOG_DELIVERY = [
  "logs:CreateLogDelivery",
  "logs:DeleteLogDelivery",
  "logs:DescribeLogGroups",
  "logs:DescribeResourcePolicies",
  "logs:GetLogDelivery",
  "logs:ListLogDeliveries",
  "logs:PutResourcePolicy",
  "logs:UpdateLogDelivery",
];
