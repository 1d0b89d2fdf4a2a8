import { STSClient } from "@aws-sdk/client-sts";
import { DEFAULT_ENVIRONMENT } from "../../config/load-config";
import { readArguments } from "../../scripts/read-arguments";
import { callerArn } from "../aws/caller";
import { clientConfig } from "../aws/client-config";
import { explainFailure } from "../aws/explain-failure";
import { targetOf, type Target } from "../aws/target";
import { requireTerraform } from "../terraform/run-terraform";
import { bootstrap } from "./bootstrap";
import { bucketConfig } from "./bucket-config";
import { HELP, NPM } from "./help";
import type { Surroundings } from "./session";

/** @throws UsageError, ConfigError, OpsError: a line for the person at the keyboard */
export async function runBootstrap(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { io, env, environments, terraform } = surroundings;
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
  const target = targetOf({ environment, environments, outputs: undefined, env });
  const config = bucketConfig(target.config);
  await requireTerraform(terraform, process.cwd());
  await requireAccount(target, env);
  await bootstrap({ ...surroundings, yes: options.yes, config });
  return 0;
}

/** The provider refuses a wrong account as well, but only when the bucket has been looked for. */
async function requireAccount(target: Target, env: NodeJS.ProcessEnv): Promise<void> {
  const sts = new STSClient(clientConfig(target, target.endpoints.sts, env));
  try {
    await callerArn(sts, target);
  } catch (error) {
    throw explainFailure(error, target);
  } finally {
    sts.destroy();
  }
}
