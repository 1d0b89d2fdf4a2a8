import { readFileSync } from "node:fs";
import path from "node:path";
import type { StackFolder } from "../terraform/stack-folders";

/** The resources of the synthesized stacks to which others can attach something, by their names. */
export interface Ours {
  readonly functions: readonly string[];
  readonly rules: readonly string[];
  readonly stateMachines: readonly string[];
  readonly scheduleGroups: readonly string[];
  readonly schedules: readonly string[];
  readonly tables: readonly string[];
  readonly topics: readonly string[];
  /** Endpoints that the stacks subscribe. */
  readonly subscribers: readonly string[];
}

interface TerraformJson {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
}

/** What the folders of a synth name. */
export function oursIn(stacks: readonly StackFolder[]): Ours {
  const files = stacks.map(
    ({ folder }) => JSON.parse(readFileSync(path.join(folder, "cdk.tf.json"), "utf8")) as TerraformJson,
  );
  const values = (type: string, attribute = "name"): readonly string[] =>
    files
      .flatMap(({ resource }) => Object.values(resource?.[type] ?? {}))
      .flatMap((attributes) => {
        const value = attributes[attribute];
        return typeof value === "string" && !value.includes("${") ? [value] : [];
      });
  return {
    functions: values("aws_lambda_function", "function_name"),
    rules: values("aws_cloudwatch_event_rule"),
    stateMachines: values("aws_sfn_state_machine"),
    scheduleGroups: values("aws_scheduler_schedule_group"),
    schedules: values("aws_scheduler_schedule"),
    tables: values("aws_dynamodb_table"),
    topics: values("aws_sns_topic"),
    subscribers: values("aws_sns_topic_subscription", "endpoint"),
  };
}
