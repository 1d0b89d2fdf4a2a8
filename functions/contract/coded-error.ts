import type { ErrorCode } from "./errors";

/**
 * An error that a person or a retry must handle. Its code is what Lambda reports as errorType,
 * what a state machine's Retry and Catch name, and what docs/errors.md explains.
 */
export class CodedError extends Error {
  override readonly name: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = code;
  }

  get code(): ErrorCode {
    return this.name;
  }
}
