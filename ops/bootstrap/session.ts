import path from "node:path";
import type { ConfigInput } from "../../config/schema";
import type { Clock } from "../../functions/ports/clock";
import type { StatePlace } from "../../stacks/base-stack";
import type { Io } from "../command/io";
import type { Terraform } from "../terraform/run-terraform";
import type { BucketConfig } from "./bucket-config";

/** What the command has around it, so that tests own it. */
export interface Surroundings {
  readonly io: Io;
  readonly env: NodeJS.ProcessEnv;
  readonly environments: Readonly<Record<string, ConfigInput>>;
  readonly clock: Clock;
  readonly terraform: Terraform;
  /** Writes the bucket's stack into a folder. */
  readonly writeStack: (config: BucketConfig, state: StatePlace, outdir: string) => Promise<void>;
  readonly outdir: string;
}

/** One run of the command. */
export interface Session extends Surroundings {
  readonly yes: boolean;
  readonly config: BucketConfig;
}

/** The stack's name, in terraform's messages too. */
export const STACK = "state-bucket";

/** Beside the stacks' own: `npm run synth` and `cdktf deploy` neither see it nor remove it. */
export const bootstrapFolder = ({ outdir }: Session): string => path.join(outdir, "bootstrap");

/** Where the state is until the bucket is there to take it. */
export const copyFile = ({ outdir, config }: Session): string =>
  path.join(path.dirname(outdir), "terraform-state", "bootstrap", `${config.backend.bucket}.tfstate`);

/** The same, seen from the folder where Terraform runs. */
export const copyPlace = ({ config }: Session): StatePlace => ({
  path: `../../../../terraform-state/bootstrap/${config.backend.bucket}.tfstate`,
});
