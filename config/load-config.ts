import { ConfigError, configError } from "./config-error";
import { environments } from "./environments";
import { configSchema, type Config, type ConfigInput } from "./schema";

export const DEFAULT_ENVIRONMENT = "dev";

/**
 * The config of the environment that SECHUB_ENV names (default dev), with every default filled in.
 * @throws ConfigError that names each wrong setting at once
 */
export const selectedConfig = (processEnv: NodeJS.ProcessEnv): Config =>
  loadConfig(processEnv.SECHUB_ENV ?? DEFAULT_ENVIRONMENT, environments);

/** @throws ConfigError for an environment that is not there, or settings that cannot be used */
export function loadConfig(environment: string, known: Readonly<Record<string, ConfigInput>>): Config {
  const names = Object.keys(known).join(", ");
  if (!Object.hasOwn(known, environment)) {
    throw new ConfigError(`there is no environment "${environment}" in config/environments.ts; it has ${names}`);
  }
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(environment)) {
    throw new ConfigError(
      `the environment's name "${environment}" must start with a letter and have only a-z, 0-9 and -`,
    );
  }
  const given = known[environment];
  const parsed = configSchema.safeParse(given);
  if (!parsed.success) throw configError(environment, given, parsed.error);
  return { ...parsed.data, environment };
}
