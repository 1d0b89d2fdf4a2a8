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
  readonly statistic?: string;
  /** The alarm rings when the statistic of five minutes reaches it. @default 1 */
  readonly threshold?: number;
}

const PERIOD_SECONDS = 300;

/** Rings as soon as the metric reaches the threshold. No data means that nothing happened, which is fine. */
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
      period: PERIOD_SECONDS,
      evaluationPeriods: 1,
      threshold: props.threshold ?? 1,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      treatMissingData: "notBreaching",
      alarmActions: [props.topicArn],
    });
  }
}
