import { readFileSync } from "node:fs";
import path from "node:path";
import type { StackFolder } from "../terraform/stack-folders";

/** The resources of the synthesized stacks to which others can attach something. */
export interface Ours {
  readonly functions: readonly string[];
  readonly rules: readonly string[];
  readonly stateMachineArns: readonly string[];
  readonly scheduleGroups: readonly string[];
  readonly schedules: readonly string[];
  readonly tableArns: readonly string[];
  readonly topicArns: readonly string[];
  /** Endpoints that the stacks subscribe. */
  readonly subscribers: readonly string[];
}

/** Whose resources they are: the parts of an ARN. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

interface TerraformJson {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
}

/** What the folders of a synth name; names are texts there, ARNs follow from them. */
export function oursIn(stacks: readonly StackFolder[], { partition, region, account }: Place): Ours {
  const files = stacks.map(
    ({ folder }) => JSON.parse(readFileSync(path.join(folder, "cdk.tf.json"), "utf8")) as TerraformJson,
  );
  const values = (type: string, attribute: string): readonly string[] =>
    files
      .flatMap(({ resource }) => Object.values(resource?.[type] ?? {}))
      .flatMap((attributes) => {
        const value = attributes[attribute];
        return typeof value === "string" && !value.includes("${") ? [value] : [];
      });
  const arnOf = (service: string, resource: string) => `arn:${partition}:${service}:${region}:${account}:${resource}`;
  return {
    functions: values("aws_lambda_function", "function_name"),
    rules: values("aws_cloudwatch_event_rule", "name"),
    stateMachineArns: values("aws_sfn_state_machine", "name").map((name) => arnOf("states", `stateMachine:${name}`)),
    scheduleGroups: values("aws_scheduler_schedule_group", "name"),
    schedules: values("aws_scheduler_schedule", "name"),
    tableArns: values("aws_dynamodb_table", "name").map((name) => arnOf("dynamodb", `table/${name}`)),
    topicArns: values("aws_sns_topic", "name").map((name) => arnOf("sns", name)),
    subscribers: values("aws_sns_topic_subscription", "endpoint"),
  };
}
