import "core-js/actual/promise/with-resolvers";
import { StateMachine } from "aws-local-stepfunctions";
import type { LambdaService } from "../lambda/lambda-service";
import type { DeployedStateMachine } from "../synthesized/deployment";

/** A state as it was passed: how long it took, retries included. */
export interface PassedState {
  readonly machine: string;
  readonly state: string;
  readonly stateType: string;
  readonly milliseconds: number;
  /** Error name, when the state failed and was caught or ended the execution. */
  readonly error?: string;
}

export interface Execution {
  readonly machine: string;
  readonly arn: string;
  readonly status: "SUCCEEDED" | "FAILED";
  readonly error?: string;
  readonly cause?: string;
  readonly output?: unknown;
  readonly states: readonly PassedState[];
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
  /** Retries wait this long instead of what the definition says. */
  readonly retryWaitMs?: number;
}

type Json = Parameters<StateMachine["run"]>[0];

/** Runs the synthesized definition by aws-local-stepfunctions, its Task states by the functions of the zips. */
export async function runExecution(options: RunOptions): Promise<Execution> {
  const { machine, lambda, name, input } = options;
  const arn = machine.arn.replace(":stateMachine:", ":execution:") + `:${name}`;
  const names = Object.entries(machine.definition.States);
  const tasks = names.filter(([, { Type }]) => Type === "Task").map(([state]) => state);
  const runner = new StateMachine(machine.definition as never, { validationOptions: { noValidate: true } });
  const running = runner.run(input as Json, {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(tasks.map((state) => [state, (task) => invoke(lambda, task)])),
      ...(options.retryWaitMs !== undefined && {
        retryIntervalOverrides: Object.fromEntries(tasks.map((state) => [state, options.retryWaitMs ?? 0])),
      }),
    },
    context: {
      Execution: { Id: arn, Name: name, Input: input as Json, StartTime: new Date().toISOString() },
      StateMachine: { Id: machine.arn, Name: machine.name },
    },
  });
  options.signal?.addEventListener("abort", running.abort, { once: true });
  const states: PassedState[] = [];
  let failure: Pick<Execution, "error" | "cause"> = {};
  const follow = followStates(running.eventLogs, machine.name, (state) => {
    states.push(state);
    options.onState?.(state);
  }).then((failed) => {
    if (failed !== undefined) failure = failed;
  });
  const base = { machine: machine.name, arn, states };
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

/** The optimized integration lambda:invoke: FunctionName and Payload in, Payload out. */
async function invoke(lambda: LambdaService, task: unknown): Promise<Json> {
  const { FunctionName, Payload } = task as { FunctionName: string; Payload: unknown };
  return { StatusCode: 200, Payload: await lambda.invoke(FunctionName, Payload) } as Json;
}

/** Reports each state as it is left; answers the error with which the execution failed, if it did. */
async function followStates(
  events: ReturnType<StateMachine["run"]>["eventLogs"],
  machine: string,
  onState: (state: PassedState) => void,
): Promise<Pick<Execution, "error" | "cause"> | undefined> {
  let enteredAt = 0;
  let failed: Pick<Execution, "error" | "cause"> | undefined;
  for await (const event of events) {
    if (event.type === "StateEntered") enteredAt = event.timestamp;
    if (event.type === "ExecutionFailed") failed = { error: event.Error, cause: String(event.Cause) };
    if (event.type !== "StateExited" && event.type !== "StateFailed") continue;
    const { name: state, type: stateType } = event.state;
    const milliseconds = event.timestamp - enteredAt;
    onState({ machine, state, stateType, milliseconds, ...(event.type === "StateFailed" && { error: event.Error }) });
  }
  return failed;
}
