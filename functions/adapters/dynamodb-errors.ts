import { CodedError } from "../contract/coded-error";
import { isTransient } from "./transient";

/** Runs a call on the table; what fails leaves as TABLE_UNAVAILABLE or TABLE_REFUSED. A failed condition passes through. */
export async function onTable<Result>(table: string, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    if (isConditionFailed(error)) throw error;
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    throw isTransient(error)
      ? new CodedError("TABLE_UNAVAILABLE", `DynamoDB did not answer for ${table} (${name}: ${message}); try again`, {
          cause: error,
        })
      : new CodedError(
          "TABLE_REFUSED",
          `DynamoDB refused a request on ${table} (${name}: ${message}); check the table and the function's role`,
          {
            cause: error,
          },
        );
  }
}

/** A failed condition is an expected outcome: undefined in its place. */
export async function ifConditionHolds<Result>(
  table: string,
  call: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await onTable(table, call);
  } catch (error) {
    if (isConditionFailed(error)) return undefined;
    throw error;
  }
}

/** By name, since an error class of another copy of the SDK is not the same class. */
const isConditionFailed = (error: unknown): boolean =>
  error instanceof Error && error.name === "ConditionalCheckFailedException";
