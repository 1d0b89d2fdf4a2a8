import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule";
import { SchedulerScheduleGroup } from "@cdktf/provider-aws/lib/scheduler-schedule-group";
import { Construct } from "constructs";
import { BaseStack } from "../base-stack";
import { Alarm } from "./alarm";
import { DELIVERY } from "./event-route";
import { overdueHours, silenceOf } from "./heartbeat";
import { ServiceRole } from "./service-role";
import type { Statement } from "./statement";

export interface PruneScheduleProps {
  readonly stateMachineArn: string;
  readonly deadLetterQueueArn: string;
  readonly alarmTopicArn: string;
}

/**
 * Starts the prune at the times that the config names, in UTC. The schedule has a group to itself: metrics and the
 * trust of its role go by group, never by schedule.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
 */
export class PruneSchedule extends Construct {
  constructor(scope: Construct, id: string, props: PruneScheduleProps) {
    super(scope, id);
    const stack = BaseStack.baseOf(this);
    const { prune, kmsKeyArn } = stack.config;
    const group = new SchedulerScheduleGroup(this, "group", { name: stack.nameOf("schedules") });
    const role = new ServiceRole(this, "role", {
      name: "scheduler",
      service: "scheduler.amazonaws.com",
      sourceArn: stack.arnOf("scheduler", `schedule-group/${stack.nameOf("schedules")}`),
      statements: [
        { actions: ["states:StartExecution"], resources: [props.stateMachineArn] },
        { actions: ["sqs:SendMessage"], resources: [props.deadLetterQueueArn] },
        ...(kmsKeyArn === undefined ? [] : [keyUse(kmsKeyArn)]),
      ],
    });
    new SchedulerSchedule(this, "Resource", {
      name: stack.nameOf(id),
      groupName: group.name,
      description: "Lifts the blocks that have ended",
      state: "ENABLED",
      scheduleExpression: prune.schedule,
      scheduleExpressionTimezone: "UTC",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: props.stateMachineArn,
        roleArn: role.arn,
        input: "{}",
        retryPolicy: DELIVERY,
        deadLetterConfig: { arn: props.deadLetterQueueArn },
      },
      ...(kmsKeyArn !== undefined && { kmsKeyArn }),
      dependsOn: [role.policy],
    });
    new Alarm(this, "lost", {
      chapter: "an-event-is-gone",
      meaning: "A prune could not be started, and not be kept in the dead-letter queue either.",
      namespace: "AWS/Scheduler",
      metricName: "InvocationsFailedToBeSentToDeadLetterCount",
      dimensions: { ScheduleGroup: group.name },
      topicArn: props.alarmTopicArn,
    });
    this.watchForSilence(prune.schedule, props);
  }

  /** A schedule that was switched off or lost its role fails nowhere: only what it should have done is missing (I4). */
  private watchForSilence(schedule: string, { stateMachineArn, alarmTopicArn }: PruneScheduleProps): void {
    const hours = overdueHours(schedule);
    if (hours === undefined) return;
    new Alarm(this, "overdue", {
      ...silenceOf(hours),
      chapter: "the-prune-does-not-run",
      meaning: `No prune succeeded for ${hours} h: blocks that have ended are in force, changes of our rules stay unseen.`,
      namespace: "AWS/States",
      metricName: "ExecutionsSucceeded",
      dimensions: { StateMachineArn: stateMachineArn },
      topicArn: alarmTopicArn,
    });
  }
}

/** The schedule's input and the queue's messages are encrypted; Scheduler reads and writes both by its role. */
const keyUse = (keyArn: string): Statement => ({
  actions: ["kms:Decrypt", "kms:GenerateDataKey"],
  resources: [keyArn],
});
