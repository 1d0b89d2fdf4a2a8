import { App } from "cdktf";
import type { Config } from "../config/schema";
import { bundleFunctions, type FunctionZips } from "./bundle/bundle-functions";
import { OrchestrationStack } from "./orchestration-stack";
import { RoutingStack } from "./routing-stack";
import { SharedStack } from "./shared-stack";

/** Writes the Terraform JSON of every stack to cdktf.out, or to the folder that is named. */
export function synthesize(config: Config, outdir?: string): void {
  const zips = bundleFunctions(process.cwd());
  const app = new App({ stackTraces: false, ...(outdir !== undefined && { outdir }) });
  addStacks(app, config, zips);
  app.synth();
}

/** Three rooms, one direction: shared -> orchestration -> routing. Nothing flows back. */
export function addStacks(app: App, config: Config, zips: FunctionZips): void {
  const shared = new SharedStack(app, "shared", { config });
  const orchestration = new OrchestrationStack(app, "orchestration", { config, shared, zips });
  new RoutingStack(app, "routing", { config, orchestration, alarmTopicArn: shared.alarmTopic.arn });
}
