/** Why a command of ops/ did not do what it was asked for. For scripts; people read the message. */
export type OpsCode =
  | "ADDRESS_INVALID"
  | "BACKEND_UNFIT"
  | "BUCKET_NOT_OURS"
  | "CREDENTIALS_EXPIRED"
  | "CREDENTIALS_MISSING"
  | "CREDENTIALS_UNKNOWN"
  | "DECLINED"
  | "ENDPOINTS_MIXED"
  | "FILE_INVALID"
  | "FUNCTION_FAILED"
  | "GATE_HIT"
  | "INTERRUPTED"
  | "LEASE_HELD"
  | "NOT_ALLOWED"
  | "NOT_ASKED"
  | "NOT_DEPLOYED"
  | "OUTPUTS_INVALID"
  | "PLAN_ERRORED"
  | "PLAN_FORMAT"
  | "PLAN_MISSING"
  | "PLAN_OTHER"
  | "PLAN_UNREADABLE"
  | "REFUSED"
  | "ROW_CHANGED"
  | "STACKS_MISSING"
  | "STATE_NOT_MOVED"
  | "STATE_UNCLEAR"
  | "TERRAFORM_FAILED"
  | "TERRAFORM_MISSING"
  | "TERRAFORM_TOO_OLD"
  | "THROTTLED"
  | "UNFINISHED"
  | "UNREACHABLE"
  | "WRONG_ACCOUNT";

/** An error that the person at the keyboard can mend: one line, and below it whatever a file or terraform said. */
export class OpsError extends Error {
  override readonly name = "OpsError";
  /** scripts/run.mjs prints the message alone. */
  readonly forPeople = true;

  constructor(
    readonly code: OpsCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
