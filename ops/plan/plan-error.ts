/** Why a plan could not be made or read. The codes are for scripts; people read the message. */
type PlanErrorCode =
  | "TERRAFORM_MISSING"
  | "TERRAFORM_TOO_OLD"
  | "TERRAFORM_FAILED"
  | "STACKS_MISSING"
  | "PLAN_MISSING"
  | "PLAN_UNREADABLE"
  | "PLAN_FORMAT"
  | "PLAN_ERRORED";

/** An error of a plan: scripts/run.mjs prints its message and no stack. */
export class PlanError extends Error {
  override readonly name = "PlanError";
  readonly forPeople = true;

  constructor(
    readonly code: PlanErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
