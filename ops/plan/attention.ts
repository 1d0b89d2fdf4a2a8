import type { AttributeChange } from "./attribute-changes";

/** An update in place that takes a protection away, or stops something: it would drown among other attributes. */
interface Watch {
  readonly type: string;
  readonly path: RegExp;
  readonly after: RegExp;
  readonly means: string;
}

const OFF = /^(false|undefined)$/;

const WATCHES: readonly Watch[] = [
  {
    type: "aws_dynamodb_table",
    path: /^point_in_time_recovery\.enabled$/,
    after: OFF,
    means: "point-in-time recovery is switched off: what is lost from the table cannot be brought back",
  },
  {
    type: "aws_dynamodb_table",
    path: /^deletion_protection_enabled$/,
    after: OFF,
    means: "deletion protection is switched off",
  },
  {
    type: "aws_dynamodb_table",
    path: /^ttl\.enabled$/,
    after: /^true$/,
    means:
      "a time to live is set: DynamoDB deletes rows by it. If no commit did that, no deploy takes it away: aws dynamodb update-time-to-live (docs/runbook.md, A time to live on the blocklist)",
  },
  {
    type: "aws_cloudwatch_metric_alarm",
    path: /^(actions_enabled|alarm_actions)$/,
    after: OFF,
    means: "the alarm tells nobody any more",
  },
  {
    type: "aws_cloudwatch_event_rule",
    path: /^state$/,
    after: /DISABLED/,
    means: "the rule is disabled: what it caught is neither blocked nor told by it",
  },
  {
    type: "aws_scheduler_schedule",
    path: /^state$/,
    after: /DISABLED/,
    means: "the schedule is disabled: blocks that have ended are not lifted any more",
  },
  {
    type: "aws_lambda_function",
    path: /^environment\.variables\.MODE$/,
    after: /observe/,
    means: "hosts are only observed from now on: nobody is blocked anew",
  },
  {
    type: "aws_lambda_function",
    path: /^environment\.variables\.MODE$/,
    after: /enforce/,
    means: "hosts are blocked from now on, no longer only observed",
  },
];

/** What the changes of a resource mean, for the few that must be seen. */
export const attentionOf = (type: string, changes: readonly AttributeChange[]): readonly string[] =>
  WATCHES.filter(
    (watch) =>
      watch.type === type &&
      changes.some(({ path, after }) => watch.path.test(path) && watch.after.test(String(after))),
  ).map(({ means }) => means);
