import "core-js/actual/promise/with-resolvers";
import { StateMachine } from "aws-local-stepfunctions";
import type { LambdaService } from "../lambda/lambda-service";
import { AwsError } from "../stand-ins/aws-error";
import type { DeployedStateMachine, StateMachineDefinition } from "../synthesized/deployment";

/** A state as it was passed: how long it took, retries included. */
export interface PassedState {
  readonly machine: string;
  readonly state: string;
  readonly stateType: string;
  readonly milliseconds: number;
  /** Error name, when the state failed and was caught or ended the execution. */
  readonly error?: string;
}

/** A wait of a state's Retry. */
export interface Retried {
  readonly state: string;
  /** Name of the error after which the state was tried again. */
  readonly error: string;
  /** Which retry of its retrier this is, from 1 on: each time that a state is entered it counts anew. */
  readonly attempt: number;
  readonly waitedMs: number;
}

export interface Execution {
  readonly machine: string;
  readonly arn: string;
  readonly status: "SUCCEEDED" | "FAILED";
  readonly error?: string;
  readonly cause?: string;
  readonly output?: unknown;
  readonly states: readonly PassedState[];
  readonly retries: readonly Retried[];
}

interface RunOptions {
  readonly machine: DeployedStateMachine;
  readonly lambda: LambdaService;
  /** Name of the execution, unique for its machine. */
  readonly name: string;
  readonly input: unknown;
  readonly onState?: (state: PassedState) => void;
  /** Ends the execution, as failed. */
  readonly signal?: AbortSignal;
  /** Retries wait so many times as long as the definition says: attempts, growth and jitter stay. @default 1 */
  readonly retryScale?: number;
}

type Json = Parameters<StateMachine["run"]>[0];

/** Runs the synthesized definition by aws-local-stepfunctions, its Task states by the functions of the zips. */
export async function runExecution(options: RunOptions): Promise<Execution> {
  const { machine, lambda, name, input, retryScale = 1 } = options;
  const arn = machine.arn.replace(":stateMachine:", ":execution:") + `:${name}`;
  const names = Object.entries(machine.definition.States);
  const tasks = names.filter(([, { Type }]) => Type === "Task").map(([state]) => state);
  const definition = withScaledRetries(machine.definition, retryScale);
  const runner = new StateMachine(definition as never, { validationOptions: { noValidate: true } });
  const running = runner.run(input as Json, {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(tasks.map((state) => [state, (task) => invoke(lambda, task)])),
    },
    context: {
      Execution: { Id: arn, Name: name, Input: input as Json, StartTime: new Date().toISOString() },
      StateMachine: { Id: machine.arn, Name: machine.name },
    },
  });
  options.signal?.addEventListener("abort", running.abort, { once: true });
  const states: PassedState[] = [];
  const retries: Retried[] = [];
  let failure: Pick<Execution, "error" | "cause"> = {};
  const onState = (state: PassedState) => {
    states.push(state);
    options.onState?.(state);
  };
  const onRetry = (retry: Retried) => void retries.push(retry);
  const follow = followStates(running.eventLogs, machine.name, { onState, onRetry }).then((failed) => {
    if (failed !== undefined) failure = failed;
  });
  const base = { machine: machine.name, arn, states, retries };
  try {
    const output = await running.result;
    await follow;
    return { ...base, status: "SUCCEEDED", output };
  } catch {
    await follow;
    return { ...base, status: "FAILED", ...failure };
  } finally {
    options.signal?.removeEventListener("abort", running.abort);
  }
}

/**
 * The optimized integration lambda:invoke: FunctionName and Payload in, Payload out. An error of Lambda itself is named
 * for the service. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
async function invoke(lambda: LambdaService, task: unknown): Promise<Json> {
  const { FunctionName, Payload } = task as { FunctionName: string; Payload: unknown };
  try {
    return { StatusCode: 200, Payload: await lambda.invoke(FunctionName, Payload) } as Json;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { errorName, message, status } = error;
    const cause = `${message} (Service: AWSLambda; Status Code: ${status}; Error Code: ${errorName})`;
    throw Object.assign(new Error(cause), { name: `Lambda.${errorName}` });
  }
}

interface DefinedRetrier {
  readonly IntervalSeconds?: number;
  readonly MaxDelaySeconds?: number;
}

/** The same definition with other waits: the interpreter takes fractions of seconds. */
function withScaledRetries(definition: StateMachineDefinition, scale: number): StateMachineDefinition {
  if (scale === 1) return definition;
  const scaled = ({ IntervalSeconds = 1, MaxDelaySeconds, ...retrier }: DefinedRetrier) => ({
    ...retrier,
    IntervalSeconds: IntervalSeconds * scale,
    ...(MaxDelaySeconds !== undefined && { MaxDelaySeconds: MaxDelaySeconds * scale }),
  });
  const states = Object.entries(definition.States).map(([name, state]) => {
    const { Retry } = state as { readonly Retry?: readonly DefinedRetrier[] };
    return [name, { ...state, ...(Retry !== undefined && { Retry: Retry.map(scaled) }) }] as const;
  });
  return { ...definition, States: Object.fromEntries(states) };
}

interface Followers {
  readonly onState: (state: PassedState) => void;
  readonly onRetry: (retry: Retried) => void;
}

/** Reports each state as it is left, and each retry; answers the error with which the execution failed, if it did. */
async function followStates(
  events: ReturnType<StateMachine["run"]>["eventLogs"],
  machine: string,
  { onState, onRetry }: Followers,
): Promise<Pick<Execution, "error" | "cause"> | undefined> {
  let enteredAt = 0;
  let lastFailure = { error: "", at: 0 };
  let failed: Pick<Execution, "error" | "cause"> | undefined;
  for await (const event of events) {
    if (event.type === "StateEntered") enteredAt = event.timestamp;
    if (event.type === "StateRetried") {
      const { state, retry, timestamp } = event;
      const { error, at } = lastFailure;
      onRetry({ state: state.name, error, attempt: retry.attempt, waitedMs: timestamp - at });
    }
    if (event.type === "StateFailed") lastFailure = { error: event.Error, at: event.timestamp };
    if (event.type === "ExecutionFailed") failed = { error: event.Error, cause: String(event.Cause) };
    if (event.type !== "StateExited" && event.type !== "StateFailed") continue;
    const { name: state, type: stateType } = event.state;
    const milliseconds = event.timestamp - enteredAt;
    onState({ machine, state, stateType, milliseconds, ...(event.type === "StateFailed" && { error: event.Error }) });
  }
  return failed;
}
