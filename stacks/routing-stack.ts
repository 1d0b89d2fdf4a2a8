import type { Construct } from "constructs";
import { BaseStack, type StackProps } from "./base-stack";
import { DeadLetterQueue } from "./constructs/dead-letter-queue";
import { EventRoute } from "./constructs/event-route";
import { PruneSchedule } from "./constructs/prune-schedule";
import { ServiceRole } from "./constructs/service-role";
import { recordIpPatterns, sendFindingsPattern } from "./event-patterns";
import type { OrchestrationStack } from "./orchestration-stack";

export interface RoutingStackProps extends StackProps {
  readonly orchestration: Pick<OrchestrationStack, "recordIp" | "sendFindings" | "pruneIp">;
  readonly alarmTopicArn: string;
}

/** Which events start which state machine, and when the prune runs. */
export class RoutingStack extends BaseStack {
  constructor(scope: Construct, id: string, props: RoutingStackProps) {
    super(scope, id, props);
    const { recordIp, sendFindings, pruneIp } = props.orchestration;
    const queue = new DeadLetterQueue(this, "dead-letters", { alarmTopicArn: props.alarmTopicArn });
    const events = new ServiceRole(this, "events-role", {
      name: "events",
      service: "events.amazonaws.com",
      sourceArn: this.arnOf("events", `rule/${this.nameOf("*")}`),
      statements: [{ actions: ["states:StartExecution"], resources: [recordIp.arn, sendFindings.arn] }],
    });
    const delivery = { deadLetterQueueArn: queue.arn, alarmTopicArn: props.alarmTopicArn };
    const route = { role: events, ...delivery };
    for (const [name, pattern] of Object.entries(recordIpPatterns(props.config))) {
      new EventRoute(this, name, {
        ...route,
        pattern,
        stateMachineArn: recordIp.arn,
        description: "Findings that name a remote host: record and block it",
      });
    }
    new EventRoute(this, "catch-severity", {
      ...route,
      pattern: sendFindingsPattern(props.config),
      stateMachineArn: sendFindings.arn,
      description: `Findings of severity ${props.config.routing.severities.join(", ")}: tell Slack`,
    });
    new PruneSchedule(this, "prune", { stateMachineArn: pruneIp.arn, ...delivery });

    this.output("dead_letter_queue_url", "Events and scheduled starts that could not be delivered", queue.url);
    this.output("events_role_arn", "Role by which EventBridge starts the state machines", events.arn);
  }
}
