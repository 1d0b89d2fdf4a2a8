import type { Construct } from "constructs";
import type { Config } from "../config/schema";
import { BaseStack, type StackProps } from "./base-stack";
import { DeadLetterQueue } from "./constructs/dead-letter-queue";
import { EventRoute } from "./constructs/event-route";
import { PruneSchedule } from "./constructs/prune-schedule";
import { ServiceRole } from "./constructs/service-role";
import { recordIpPatterns, sendFindingsPattern, type EventPattern } from "./event-patterns";
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
    const routes = routesOf(props);
    // Each by its whole name: "sechub-*" would let the rules of an environment with the prefix sechub-prod in as well.
    const ruleArns = Object.keys(routes)
      .sort()
      .map((name) => this.arnOf("events", `rule/${this.nameOf(name)}`));
    const queue = new DeadLetterQueue(this, "dead-letters", { ruleArns, alarmTopicArn: props.alarmTopicArn });
    const events = new ServiceRole(this, "events-role", {
      name: "events",
      service: "events.amazonaws.com",
      sourceArn: ruleArns,
      statements: [{ actions: ["states:StartExecution"], resources: [recordIp.arn, sendFindings.arn] }],
    });
    const delivery = { deadLetterQueueArn: queue.arn, alarmTopicArn: props.alarmTopicArn };
    for (const [name, route] of Object.entries(routes)) {
      new EventRoute(this, name, { ...route, role: events, ...delivery });
    }
    new PruneSchedule(this, "prune", { stateMachineArn: pruneIp.arn, ...delivery });

    this.output("dead_letter_queue_url", "Events and scheduled starts that could not be delivered", queue.url);
    this.output("events_role_arn", "Role by which EventBridge starts the state machines", events.arn);
  }
}

interface Route {
  readonly pattern: EventPattern;
  readonly stateMachineArn: string;
  readonly description: string;
}

/** What each rule catches and starts, by the rule's name. */
function routesOf({ config, orchestration }: RoutingStackProps): Readonly<Record<string, Route>> {
  const { recordIp, sendFindings } = orchestration;
  const recording = Object.entries(recordIpPatterns(config)).map(([name, pattern]): [string, Route] => [
    name,
    {
      pattern,
      stateMachineArn: recordIp.arn,
      description: "Findings that name a remote host: record and block it",
    },
  ]);
  return { ...Object.fromEntries(recording), "catch-severity": telling(config, sendFindings.arn) };
}

const telling = (config: Config, stateMachineArn: string): Route => ({
  pattern: sendFindingsPattern(config),
  stateMachineArn,
  description: `Findings of severity ${config.routing.severities.join(", ")}: tell Slack`,
});
