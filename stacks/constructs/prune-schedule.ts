import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule";
import { Construct } from "constructs";
import { BaseStack } from "../base-stack";
import { DELIVERY } from "./event-route";

export interface PruneScheduleProps {
  readonly stateMachineArn: string;
  readonly roleArn: string;
  readonly deadLetterQueueArn: string;
}

/** Starts the prune at the times that the config names, in UTC. */
export class PruneSchedule extends Construct {
  constructor(scope: Construct, id: string, props: PruneScheduleProps) {
    super(scope, id);
    const { config } = BaseStack.baseOf(this);
    new SchedulerSchedule(this, "Resource", {
      name: BaseStack.baseOf(this).nameOf(id),
      description: "Lifts the blocks that have ended",
      scheduleExpression: config.prune.schedule,
      scheduleExpressionTimezone: "UTC",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: props.stateMachineArn,
        roleArn: props.roleArn,
        input: "{}",
        retryPolicy: DELIVERY,
        deadLetterConfig: { arn: props.deadLetterQueueArn },
      },
      ...(config.kmsKeyArn !== undefined && { kmsKeyArn: config.kmsKeyArn }),
    });
  }
}
