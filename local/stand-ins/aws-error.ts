/** An error that the service answers with: the SDK makes an exception of this name from it. */
export class AwsError extends Error {
  override readonly name = "AwsError";

  constructor(
    readonly errorName: string,
    message: string,
    readonly status = 400,
    /** Further members of the answer, such as Lambda's Reason. */
    readonly members: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** Thrown instead: no answer at all, the connection ends. */
export class ConnectionDropped extends AwsError {
  constructor() {
    super("ConnectionDropped", "the stand-in dropped the connection on purpose");
  }
}
