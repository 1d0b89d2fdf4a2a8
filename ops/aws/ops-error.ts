/** Why a command of ops/ did not do what it was asked for. */
export type OpsCode =
  | "ADDRESS_INVALID"
  | "CREDENTIALS_EXPIRED"
  | "CREDENTIALS_MISSING"
  | "CREDENTIALS_UNKNOWN"
  | "DECLINED"
  | "ENDPOINTS_MIXED"
  | "FILE_INVALID"
  | "LEASE_HELD"
  | "NOT_ALLOWED"
  | "NOT_ASKED"
  | "NOT_DEPLOYED"
  | "OUTPUTS_INVALID"
  | "REFUSED"
  | "UNREACHABLE"
  | "WRONG_ACCOUNT";

/** An error that the person at the keyboard can mend: one line (a file: one for each bad line of it). */
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
