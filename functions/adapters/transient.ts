/** Error names by which AWS services say: too many calls, this one was not looked at. */
const THROTTLING_NAMES = new Set([
  "ThrottlingException",
  "Throttling",
  "ThrottledException",
  "RequestThrottled",
  "RequestThrottledException",
  "TooManyRequestsException",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
]);

/** Error names by which they say: not now. */
const TRANSIENT_NAMES = new Set([
  ...THROTTLING_NAMES,
  "InternalServerError",
  "InternalServiceError",
  "InternalServerException",
  "ServiceUnavailable",
  "ServiceUnavailableException",
  "TransactionInProgressException",
  "TimeoutError",
  "AbortError",
  "RequestTimeout",
  "RequestTimeoutException",
]);

/** True for an error of an SDK client that says that the call was not even looked at. */
export const isThrottling = (error: unknown): boolean => error instanceof Error && THROTTLING_NAMES.has(error.name);

/** True for an error of an SDK client after which the same call may succeed: throttled, failed inside, no answer. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (TRANSIENT_NAMES.has(error.name)) return true;
  const { $metadata: metadata, code } = error as { $metadata?: { httpStatusCode?: number }; code?: unknown };
  const status = metadata?.httpStatusCode;
  // Below 400: there was an answer, and it broke on its way.
  if (status !== undefined) return status >= 500 || status === 429 || status < 400;
  // No status: the connection failed before there was an answer (ECONNRESET, ENOTFOUND …).
  return typeof code === "string" && /^E[A-Z_]+$|^UND_ERR/.test(code);
}
