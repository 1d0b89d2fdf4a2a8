import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import { BaseStack } from "../base-stack";

export interface AlarmProps {
  /** What went wrong, as the reader of the alarm should read it. */
  readonly meaning: string;
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
}

const DEFAULT_PERIOD_SECONDS = 300;

/** Unless its props say otherwise, it rings as soon as the metric reaches the threshold. */
export class Alarm extends Construct {
  constructor(scope: Construct, id: string, props: AlarmProps) {
    super(scope, id);
    // Its path in the stack, such as record-ip-failed: the name of the alarm and of its article in the runbook.
    const article = this.node.path.split("/").slice(1).join("-");
    new CloudwatchMetricAlarm(this, "Resource", {
      alarmName: BaseStack.baseOf(this).nameOf(article),
      alarmDescription: `${props.meaning} What to do: docs/runbook.md, "${article}".`,
      namespace: props.namespace,
      metricName: props.metricName,
      dimensions: props.dimensions,
      statistic: props.statistic ?? "Sum",
      period: props.periodSeconds ?? DEFAULT_PERIOD_SECONDS,
      evaluationPeriods: props.evaluationPeriods ?? 1,
      threshold: props.threshold ?? 1,
      comparisonOperator: props.comparison ?? "GreaterThanOrEqualToThreshold",
      treatMissingData: props.treatMissingData ?? "notBreaching",
      alarmActions: [props.topicArn],
    });
  }
}
