/** Error names by which AWS services say: not now. */
const TRANSIENT_NAMES = new Set([
  "ThrottlingException",
  "Throttling",
  "ThrottledException",
  "RequestThrottled",
  "RequestThrottledException",
  "TooManyRequestsException",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
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
