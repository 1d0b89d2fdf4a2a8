import { powertoolsTelemetry } from "../adapters/powertools-telemetry";
import { CodedError } from "../contract/coded-error";
import type { FunctionName } from "../contract/function-names";
import type { Telemetry } from "../ports/telemetry";
import { findingIds } from "./finding-ids";

/** What an invocation gives the use case beside its input. */
export interface Invocation {
  readonly telemetry: Telemetry;
  /** Lambda's id of this invocation: a retry of the same state has another. */
  readonly requestId: string;
  /** Milliseconds until Lambda ends this invocation. */
  readonly timeLeftMs: () => number;
}

/** The part of Lambda's context object that is used here. */
export interface LambdaContext {
  readonly awsRequestId?: string;
  readonly getRemainingTimeInMillis?: () => number;
}

interface HandlerOptions<Input, Output> {
  readonly name: FunctionName;
  readonly parse: (event: unknown) => Input;
  readonly run: (input: Input, invocation: Invocation) => Promise<Output>;
}

const DEFAULT_TIME_LEFT_MS = 30_000;

/**
 * The edge of every function: each log line carries the finding's id, metrics are written out at the end, and
 * an error leaves with its code as its name, which is what Retry and Catch of the state machines see.
 */
export function lambdaHandler<Input, Output>(options: HandlerOptions<Input, Output>) {
  const telemetry = powertoolsTelemetry(options.name, process.env.ENVIRONMENT_NAME ?? "");
  return async (event: unknown, context: LambdaContext = {}): Promise<Output> => {
    const startedAt = Date.now();
    const requestId = context.awsRequestId ?? `at-${startedAt}`;
    telemetry.begin({ requestId, findingId: findingIds(event) });
    try {
      const input = options.parse(event);
      const timeLeftMs = () => context.getRemainingTimeInMillis?.() ?? DEFAULT_TIME_LEFT_MS - (Date.now() - startedAt);
      return await options.run(input, { telemetry, requestId, timeLeftMs });
    } catch (error) {
      const code = error instanceof CodedError ? error.code : "UNEXPECTED";
      telemetry.error(code, error instanceof Error ? error.message : "something that is not an Error was thrown", {
        error,
      });
      throw error;
    } finally {
      telemetry.end();
    }
  };
}
