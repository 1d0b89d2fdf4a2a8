import type { App } from "cdktf";
import type { Config } from "../config/schema";
import type { FunctionZips } from "./bundle/bundle-functions";
import { OrchestrationStack } from "./orchestration-stack";
import { RoutingStack } from "./routing-stack";
import { SharedStack } from "./shared-stack";

/** Three rooms, one direction: shared -> orchestration -> routing. Nothing flows back. */
export function addStacks(app: App, config: Config, zips: FunctionZips): void {
  const shared = new SharedStack(app, "shared", { config });
  const orchestration = new OrchestrationStack(app, "orchestration", { config, shared, zips });
  new RoutingStack(app, "routing", { config, orchestration, alarmTopicArn: shared.alarmTopic.arn });
}
