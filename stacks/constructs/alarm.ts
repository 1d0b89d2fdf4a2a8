import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import { BaseStack } from "../base-stack";

/** Chapters of docs/runbook.md that alarms lead to, as GitHub and GitLab name them in a link. */
export type RunbookChapter =
  | "a-state-machine-failed"
  | "a-state-machine-is-slowed-down"
  | "a-function-failed"
  | "a-stuck-queue"
  | "an-event-is-gone"
  | "the-prune-does-not-run"
  | "a-full-group"
  | "no-policy-uses-the-group"
  | "rules-were-changed-by-hand";

export interface AlarmProps {
  /** What went wrong, as the reader of the alarm should read it. */
  readonly meaning: string;
  readonly chapter: RunbookChapter;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Record<string, string>;
  readonly topicArn: string;
  /** @default "Sum" */
  readonly statistic?: "Sum" | "Maximum";
  /** What the statistic of a period is held against. @default 1 */
  readonly threshold?: number;
  /** How it must stand to the threshold for the alarm to ring. @default "GreaterThanOrEqualToThreshold" */
  readonly comparison?: "GreaterThanOrEqualToThreshold" | "LessThanThreshold";
  /** Seconds over which the statistic is taken. @default DEFAULT_PERIOD_SECONDS */
  readonly periodSeconds?: number;
  /**
   * Periods in a row that must be so before it rings. Together at most a day, or a week of periods of an hour and more:
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html (Period). @default 1
   */
  readonly evaluationPeriods?: number;
  /**
   * What a period without data says: notBreaching: nothing happened, which is fine; breaching: something should have;
   * ignore: nobody looked, so all is as it was when somebody last did. @default "notBreaching"
   */
  readonly treatMissingData?: "notBreaching" | "breaching" | "ignore";
  /**
   * It is of a state that lasts until it is mended: then its end is told too. The end of any other says no more than that
   * a period went by without another such event. @default false
   */
  readonly lasting?: boolean;
}

const DEFAULT_PERIOD_SECONDS = 300;

/** Unless its props say otherwise, it rings as soon as the metric reaches the threshold. */
export class Alarm extends Construct {
  readonly alarmName: string;

  constructor(scope: Construct, id: string, props: AlarmProps) {
    super(scope, id);
    const stack = BaseStack.baseOf(this);
    // Its path in the stack, such as record-ip-failed: the name of the alarm and of its article in the runbook.
    const article = this.node.path.split("/").slice(1).join("-");
    this.alarmName = stack.nameOf(article);
    new CloudwatchMetricAlarm(this, "Resource", {
      alarmName: this.alarmName,
      alarmDescription: `${props.meaning} What to do: ${stack.config.runbookUrl}#${props.chapter}`,
      namespace: props.namespace,
      metricName: props.metricName,
      dimensions: props.dimensions,
      statistic: props.statistic ?? "Sum",
      period: props.periodSeconds ?? DEFAULT_PERIOD_SECONDS,
      evaluationPeriods: props.evaluationPeriods ?? 1,
      threshold: props.threshold ?? 1,
      comparisonOperator: props.comparison ?? "GreaterThanOrEqualToThreshold",
      treatMissingData: props.treatMissingData ?? "notBreaching",
      actionsEnabled: true,
      alarmActions: [props.topicArn],
      ...(props.lasting === true && { okActions: [props.topicArn] }),
    });
  }

  /** Every alarm of the app, in all stacks. */
  static allOf(construct: Construct): readonly Alarm[] {
    return construct.node.root.node.findAll().filter((found) => found instanceof Alarm);
  }
}
