import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
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
  removeFormerOutput(app.outdir);
  app.synth();
}

/**
 * What an earlier synth wrote and this one may not write again: stacks and zips under names of then. Everything else
 * in a stack's folder is Terraform's own (.terraform, the lock file, a saved plan) and stays.
 */
function removeFormerOutput(outdir: string): void {
  const stacks = path.join(outdir, "stacks");
  if (!existsSync(stacks)) return;
  for (const stack of readdirSync(stacks)) {
    for (const written of ["assets", "cdk.tf.json"]) {
      rmSync(path.join(stacks, stack, written), { recursive: true, force: true });
    }
  }
}

/** Three rooms, one direction: shared -> orchestration -> routing. Nothing flows back. */
export function addStacks(app: App, config: Config, zips: FunctionZips): void {
  const shared = new SharedStack(app, "shared", { config });
  const orchestration = new OrchestrationStack(app, "orchestration", { config, shared, zips });
  new RoutingStack(app, "routing", { config, orchestration, alarmTopicArn: shared.alarmTopic.arn });
}
