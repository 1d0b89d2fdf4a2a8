import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { Construct } from "constructs";
import { BaseStack } from "../base-stack";
import type { EventPattern } from "../event-patterns";
import { Alarm } from "./alarm";
import type { ServiceRole } from "./service-role";

export interface EventRouteProps {
  readonly description: string;
  readonly pattern: EventPattern;
  readonly stateMachineArn: string;
  readonly role: ServiceRole;
  readonly deadLetterQueueArn: string;
  readonly alarmTopicArn: string;
}

/** EventBridge tries again for a day; after that the event is in the dead-letter queue and its alarm rings (I4). */
export const DELIVERY = { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 };

/** A rule of the default event bus that starts a state machine. */
export class EventRoute extends Construct {
  constructor(scope: Construct, id: string, props: EventRouteProps) {
    super(scope, id);
    const rule = new CloudwatchEventRule(this, "Resource", {
      name: BaseStack.baseOf(this).nameOf(id),
      description: props.description,
      eventPattern: JSON.stringify(props.pattern),
      // Without it the provider does not look, and a rule that was disabled by hand stays so.
      state: "ENABLED",
    });
    new CloudwatchEventTarget(this, "target", {
      rule: rule.name,
      targetId: "state-machine",
      arn: props.stateMachineArn,
      roleArn: props.role.arn,
      retryPolicy: DELIVERY,
      deadLetterConfig: { arn: props.deadLetterQueueArn },
      dependsOn: [props.role.policy],
    });
    new Alarm(this, "lost", {
      chapter: "an-event-is-gone",
      meaning: "An event could not be delivered, and not be kept in the dead-letter queue either: it is gone.",
      namespace: "AWS/Events",
      metricName: "InvocationsFailedToBeSentToDlq",
      dimensions: { RuleName: rule.name },
      topicArn: props.alarmTopicArn,
    });
  }
}
