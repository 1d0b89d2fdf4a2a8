import type { Config, ConfigInput } from "../../config/schema";
import { DEFAULT_ENVIRONMENT, loadConfig } from "../../config/load-config";
import { readArguments } from "../../scripts/read-arguments";
import { confirm, notAsked } from "../command/confirm";
import type { Io } from "../command/io";
import { initStack } from "../terraform/plan-stack";
import { requireTerraform, type Terraform } from "../terraform/run-terraform";
import { stackFolders } from "../terraform/stack-folders";
import { holdsRuleGroup, trimState } from "../terraform/trim-state";
import { HELP, NPM } from "./help";

/** What the command has around it, so that tests own it. */
export interface Surroundings {
  readonly io: Io;
  readonly env: NodeJS.ProcessEnv;
  readonly environments: Readonly<Record<string, ConfigInput>>;
  readonly terraform: Terraform;
  /** Writes the stacks into a folder. */
  readonly synthesize: (config: Config, outdir: string) => Promise<void>;
  readonly outdir: string;
}

/** @throws UsageError, ConfigError, OpsError: a line for the person at the keyboard */
export async function runTrimState(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { io, env, environments, terraform, synthesize, outdir } = surroundings;
  const options = readArguments(NPM, args, {
    env: { type: "string" },
    yes: { type: "boolean", short: "y", default: false },
    help: { type: "boolean", short: "h", default: false },
  });
  if (options.help) {
    io.write(HELP.trimEnd());
    return 0;
  }
  const environment = options.env ?? env.SECHUB_ENV ?? DEFAULT_ENVIRONMENT;
  const config = loadConfig(environment, environments);
  const what = `take the rules of the rule group of ${environment} out of Terraform's state; AWS is not touched`;
  if (!options.yes && io.ask === undefined) throw notAsked(what);
  await requireTerraform(terraform, process.cwd());
  await confirm([what], options, io);
  io.note("synthesizing");
  await synthesize(config, outdir);
  for (const stack of stackFolders(outdir).filter(holdsRuleGroup)) {
    await initStack(stack, { terraform, say: io.note });
    const { addresses, backup } = await trimState(stack, config, outdir, terraform);
    io.write(
      backup === undefined
        ? `${stack.stack}: the state holds only the placeholder; nothing to do`
        : `${stack.stack}: took ${addresses} ${addresses === 1 ? "address" : "addresses"} out of the state; as it was: ${backup}`,
    );
  }
  return 0;
}
