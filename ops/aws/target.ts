import { readFileSync } from "node:fs";
import { loadConfig } from "../../config/load-config";
import type { Config, ConfigInput } from "../../config/schema";
import { endpointsOf, type Endpoints } from "./endpoints";
import { OpsError } from "../command/ops-error";

/** What a command works on: an environment, and what its resources are called. */
export interface Target {
  readonly config: Config;
  readonly names: Names;
  readonly endpoints: Endpoints;
}

export interface Names {
  readonly blocklist: string;
  readonly memory: string;
  readonly ruleGroup: string;
  /** Where Terraform's outputs tell it; else the service is asked by the name. */
  readonly ruleGroupArn?: string;
}

export interface TargetOptions {
  readonly environment: string;
  readonly environments: Readonly<Record<string, ConfigInput>>;
  /** A file of `terraform output -json` of the stack shared. */
  readonly outputs: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/** @throws ConfigError, OpsError OUTPUTS_INVALID, ENDPOINTS_MIXED */
export function targetOf({ environment, environments, outputs, env }: TargetOptions): Target {
  const config = loadConfig(environment, environments);
  const names = namesOf(config);
  return {
    config,
    names: outputs === undefined ? names : { ...names, ...namesFrom(outputs, config) },
    endpoints: endpointsOf(config, env),
  };
}

/** BaseStack.nameOf, without a synth. A test holds it against the synthesized stacks. */
export const namesOf = ({ prefix }: Pick<Config, "prefix">): Names => ({
  blocklist: `${prefix}-blocklist`,
  memory: `${prefix}-memory`,
  ruleGroup: `${prefix}-blocklist`,
});

function namesFrom(file: string, { region, environment }: Config): Partial<Names> {
  const value = outputsIn(file);
  const invalid = (problem: string) =>
    new OpsError(
      "OUTPUTS_INVALID",
      `${file} ${problem}: write it by terraform -chdir=cdktf.out/stacks/shared output -json`,
    );
  const [blocklist, memory, ruleGroupArn] = [
    value("blocklist_table_name"),
    value("memory_table_name"),
    value("rule_group_arn"),
  ];
  if (blocklist === undefined || memory === undefined || ruleGroupArn === undefined) {
    throw invalid("has not blocklist_table_name, memory_table_name and rule_group_arn");
  }
  if (ruleGroupArn.split(":")[3] !== region) {
    throw new OpsError("OUTPUTS_INVALID", `${file} is not of ${environment}, which is in ${region}: ${ruleGroupArn}`);
  }
  return { blocklist, memory, ruleGroupArn };
}

function outputsIn(file: string): (name: string) => string | undefined {
  try {
    const parsed = JSON.parse(readFileSync(file, "utf8")) as Record<
      string,
      { readonly value?: unknown } | undefined
    > | null;
    return (name) => {
      const value = parsed?.[name]?.value;
      return typeof value === "string" && value !== "" ? value : undefined;
    };
  } catch (error) {
    const problem = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    throw new OpsError("OUTPUTS_INVALID", `${file} cannot be read as outputs of Terraform: ${problem}`);
  }
}
