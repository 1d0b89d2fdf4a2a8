import { OpsError } from "../command/ops-error";
import { withoutControls } from "../plan/render-text";
import { isInterrupted } from "../terraform/interruption";
import type { StackFolder } from "../terraform/stack-folders";
import { LOCK_PATIENCE } from "../terraform/plan-stack";
import { terraformFailure } from "../terraform/terraform-failure";
import type { Session } from "./session";

/** Terraform did not apply a plan, or not all of it. */
export class ApplyFailed extends OpsError {
  constructor(
    message: string,
    /** It had set about the first resource. */
    readonly begun: boolean,
  ) {
    super(isInterrupted() ? "INTERRUPTED" : "TERRAFORM_FAILED", message);
  }
}

/** Terraform's line for a resource that it sets about. */
const BEGUN = /^\S.*: (Creating|Modifying|Destroying)\.\.\./m;

/** @throws ApplyFailed with terraform's own words */
export async function applyPlan(
  { terraform, io }: Session,
  { stack, folder }: StackFolder,
  plan: string,
): Promise<void> {
  io.note(`${stack}: apply`);
  // What follows are values for other stacks and for scripts: nothing to look at.
  let outputs = false;
  const result = await terraform(folder, ["apply", "-no-color", "-input=false", LOCK_PATIENCE, plan], (line) => {
    outputs ||= line === "Outputs:";
    if (!outputs && line.trim() !== "") io.note(`  ${withoutControls(line)}`);
  });
  if (result.status === 0) return;
  throw new ApplyFailed(terraformFailure(stack, "apply", result).message, BEGUN.test(result.stdout));
}
