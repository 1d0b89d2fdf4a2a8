import type { Config, ConfigInput } from "../../config/schema";
import type { Clock } from "../../functions/ports/clock";
import type { Connection } from "../aws/connect";
import type { Io } from "../command/io";
import type { Terraform } from "../terraform/run-terraform";
import type { Options } from "./options";

/** What the command has around it, so that tests own it. */
export interface Surroundings {
  readonly io: Io;
  readonly env: NodeJS.ProcessEnv;
  readonly environments: Readonly<Record<string, ConfigInput>>;
  readonly clock: Clock;
  readonly terraform: Terraform;
  /** Writes the stacks into a folder. */
  readonly synthesize: (config: Config, outdir: string) => Promise<void>;
  /** Of git; undefined where there is none. */
  readonly tree: () => string | undefined;
  readonly outdir: string;
}

/** One run of the command. */
export interface Session extends Surroundings {
  readonly options: Options;
  readonly connection: Connection;
}
