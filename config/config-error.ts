import type { z } from "zod";

/** A config that cannot be deployed. The message names each setting, the value it has and what is allowed. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly code = "CONFIG_INVALID";
  /** scripts/run.mjs prints the message alone. */
  readonly forPeople = true;
}

/** One line a problem: `environments.ts: dev.retentionHours is 0: Too small: expected number to be >=1`. */
export function configError(environment: string, given: unknown, error: z.ZodError): ConfigError {
  const problems = error.issues.flatMap((issue) => {
    const extra = issue.code === "unrecognized_keys" ? issue.keys : undefined;
    if (extra)
      return extra.map(
        (name) => `${[environment, ...issue.path, name].join(".")} is not a setting: remove it or correct its name`,
      );
    if (issue.code === "invalid_key") {
      const why = issue.issues.map(({ message }) => message).join("; ");
      return [`${[environment, ...issue.path].join(".")} is named "${String(issue.path.at(-1))}": ${why}`];
    }
    const value = issue.path.reduce<unknown>(
      (at, step) => (at as Record<PropertyKey, unknown> | undefined)?.[step],
      given,
    );
    return [`${[environment, ...issue.path].join(".")} ${shown(value)}: ${issue.message}`];
  });
  return new ConfigError(
    `config/environments.ts cannot be used:\n${problems.map((problem) => `  ${problem}`).join("\n")}`,
  );
}

function shown(value: unknown): string {
  if (value === undefined) return "is not set";
  return `is ${withoutSecrets(textOf(value)).slice(0, 120)}`;
}

/** As it was written: JSON has no NaN, no bigint and no function. */
function textOf(value: unknown): string {
  if (typeof value === "number") return String(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  return JSON.stringify(value, (_, inner: unknown) =>
    Number.isFinite(inner) || (typeof inner !== "number" && typeof inner !== "bigint") ? inner : textOf(inner),
  );
}

/** Someone may have put the webhook's URL itself into the config: it must not get into a CI log by way of its refusal. */
const withoutSecrets = (value: string): string =>
  value.replace(
    /(https?:\/\/|\b(?=[\w.-]+\/services\/))(?:[^/"@]*@)?([^/?#"]*)([^"]*)/g,
    (_, scheme: string, host: string, rest: string) => `${scheme}${host}${rest.length > 1 ? "/…" : rest}`,
  );
