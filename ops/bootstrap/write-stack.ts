import { mkdirSync } from "node:fs";
import { App } from "cdktf";
import type { StatePlace } from "../../stacks/base-stack";
import { StateBucketStack } from "../../stacks/state-bucket-stack";
import type { BucketConfig } from "./bucket-config";
import { STACK } from "./session";

/** Writes the bucket's stack, and a manifest of its own: the other stacks' folder and manifest stay as they are. */
export function writeStack(config: BucketConfig, state: StatePlace, outdir: string): void {
  mkdirSync(outdir, { recursive: true });
  const app = new App({ stackTraces: false, outdir });
  new StateBucketStack(app, STACK, { config, state });
  app.synth();
}
