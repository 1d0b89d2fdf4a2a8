import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PLACEHOLDER_OFFSET } from "../../functions/contract/managed-rules";
import type { Config } from "../../config/schema";
import { OpsError } from "../command/ops-error";
import { LOCK_PATIENCE } from "./plan-stack";
import { hasRuleGroup, knownGroup, withPlaceholder, type State, type Synthesized } from "./rule-group-state";
import type { Terraform } from "./run-terraform";
import type { StackFolder } from "./stack-folders";
import { terraformFailure } from "./terraform-failure";

/** What was taken out of a state. */
export interface Trimmed {
  /** 0: the state held only the placeholder, and was not written. */
  readonly addresses: number;
  /** The state as it was; its owner alone may read it. */
  readonly backup: string | undefined;
}

/** Where the state as it was before is kept, below the folder of the synth. */
const backupFolder = (outdir: string): string => path.join(outdir, "state-before-trim");

/** Whether a stack that is synthesized holds the rule group. */
export function holdsRuleGroup({ folder }: StackFolder): boolean {
  const file = path.join(folder, "cdk.tf.json");
  return existsSync(file) && hasRuleGroup(JSON.parse(readFileSync(file, "utf8")) as Synthesized);
}

/**
 * Replaces the rules of the group in Terraform's state by the placeholder, so that plans are quick again. AWS is not touched.
 * An apply writes them there: each one that changes the group itself, or that follows a plan which read everything.
 *
 * It pulls the state, and pushes it with the next serial under Terraform's lock. Terraform refuses the push if the state has
 * moved in between, so no apply is lost.
 * @throws OpsError with terraform's own words; the state is then as it was
 */
export async function trimState(
  stack: StackFolder,
  { firewall }: Pick<Config, "firewall">,
  outdir: string,
  terraform: Terraform,
): Promise<Trimmed> {
  const pull = await terraform(stack.folder, ["state", "pull"]);
  if (pull.status !== 0) throw terraformFailure(stack.stack, "state pull", pull);
  if (pull.stdout.trim() === "") return { addresses: 0, backup: undefined };
  const trimmed = withPlaceholder(pull.stdout, firewall.basePriority + PLACEHOLDER_OFFSET);
  if (trimmed === undefined) return { addresses: 0, backup: undefined };

  const backups = backupFolder(outdir);
  mkdirSync(backups, { recursive: true, mode: 0o700 });
  const backup = path.join(backups, `${stack.stack}.tfstate`);
  const file = path.join(backups, `${stack.stack}.trimmed.tfstate`);
  writeFileSync(backup, pull.stdout, { mode: 0o600 });
  writeFileSync(file, trimmed, { mode: 0o600 });
  try {
    const push = await terraform(stack.folder, ["state", "push", LOCK_PATIENCE, file]);
    if (push.status !== 0) {
      const { message } = terraformFailure(stack.stack, "state push", push);
      throw new OpsError("TERRAFORM_FAILED", `${message}\nthe state is as it was: run it again when nobody deploys`);
    }
  } finally {
    rmSync(file, { force: true });
  }
  return { addresses: knownGroup(JSON.parse(pull.stdout) as State)?.addresses ?? 0, backup };
}
