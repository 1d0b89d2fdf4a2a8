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
export const ifConditionHolds = <Result>(table: string, call: () => Promise<Result>): Promise<Result | undefined> =>
  orIfItFails(table, call, () => Promise.resolve(undefined));

/**
 * A conditional write; answers whether it was made. When the SDK had to ask twice, the first answer may be what was
 * lost, and a condition that fails on a row that is as we wanted it is the echo of our own write.
 */
export const written = (
  table: string,
  call: () => Promise<unknown>,
  isDone: () => Promise<boolean>,
): Promise<boolean> =>
  orIfItFails(
    table,
    async () => (await call(), true),
    async (error) => attemptsOf(error) > 1 && (await isDone()),
  );

async function orIfItFails<Result, Other>(
  table: string,
  call: () => Promise<Result>,
  otherwise: (error: Error) => Promise<Other>,
): Promise<Result | Other> {
  try {
    return await onTable(table, call);
  } catch (error) {
    if (isConditionFailed(error)) return otherwise(error);
    throw error;
  }
}

const attemptsOf = (error: Error & { readonly $metadata?: { readonly attempts?: number } }): number =>
  error.$metadata?.attempts ?? 1;

/** By name, since an error class of another copy of the SDK is not the same class. */
const isConditionFailed = (error: unknown): error is Error =>
  error instanceof Error && error.name === "ConditionalCheckFailedException";
