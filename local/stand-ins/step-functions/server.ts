import { randomUUID } from "node:crypto";
import { AwsError } from "../aws-error";
import { awsJson, type Operation } from "../aws-json";
import type { Call, Now } from "../call";
import { listen, type Listening } from "../http-server";
import { show, type JsonObject } from "../json";

/** How an execution ended. */
export interface ExecutionEnd {
  readonly status: "SUCCEEDED" | "FAILED";
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
}

/** What runs the state machines. */
export interface ExecutionRunner {
  readonly stateMachines: readonly { readonly arn: string; readonly name: string }[];
  readonly execute: (stateMachineArn: string, input: unknown, name: string) => Promise<ExecutionEnd>;
}

export interface StepFunctionsStandIn extends Listening {
  readonly calls: readonly Call[];
  /** The next call is refused with this; they queue up. */
  readonly failNext: (error: AwsError) => void;
}

interface Started {
  readonly machine: ExecutionRunner["stateMachines"][number];
  readonly name: string;
  readonly input: string;
  readonly startedAt: number;
  ended?: ExecutionEnd & { readonly at: number };
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
const NAME = /^[A-Za-z0-9._-]{1,80}$/;
const MAX_INPUT_BYTES = 262_144;

/** Step Functions, of which ops/ uses StartExecution and DescribeExecution; it knows the executions that it started. */
export async function startStepFunctions(
  runner: ExecutionRunner,
  { now = Date.now }: { readonly now?: Now } = {},
): Promise<StepFunctionsStandIn> {
  const calls: Call[] = [];
  const faults: AwsError[] = [];
  const executions = new Map<string, Started>();

  const start: Operation = (request) => {
    const machine = runner.stateMachines.find(({ arn }) => arn === request.stateMachineArn);
    if (machine === undefined) {
      throw new AwsError("StateMachineDoesNotExist", `State Machine Does Not Exist: ${show(request.stateMachineArn)}`);
    }
    const { name = randomUUID(), input = "{}" } = request;
    if (typeof name !== "string" || !NAME.test(name)) throw new AwsError("InvalidName", `Invalid Name: ${show(name)}`);
    const arn = `${machine.arn.replace(":stateMachine:", ":execution:")}:${name}`;
    const known = executions.get(arn);
    // The same once more, while it runs, is that very execution.
    if (known !== undefined && (known.ended !== undefined || known.input !== input)) {
      throw new AwsError("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);
    }
    const started = known ?? begin(machine, name, input);
    executions.set(arn, started);
    return { executionArn: arn, startDate: started.startedAt / 1_000 };
  };

  const begin = (machine: Started["machine"], name: string, input: unknown): Started => {
    const parsed = inputOf(input);
    const started: Started = { machine, name, input: String(input), startedAt: now() };
    runner.execute(machine.arn, parsed, name).then(
      (end) => (started.ended = { ...end, at: now() }),
      (error: unknown) =>
        (started.ended = { status: "FAILED", error: "States.Runtime", cause: String(error), at: now() }),
    );
    return started;
  };

  const describe: Operation = ({ executionArn }) => {
    const found = executions.get(String(executionArn));
    if (found === undefined) {
      throw new AwsError("ExecutionDoesNotExist", `Execution Does Not Exist: ${show(executionArn)}`);
    }
    const { machine, name, input, startedAt, ended } = found;
    return {
      executionArn,
      stateMachineArn: machine.arn,
      name,
      status: ended?.status ?? "RUNNING",
      startDate: startedAt / 1_000,
      input,
      ...(ended !== undefined && { stopDate: ended.at / 1_000 }),
      ...(ended?.status === "SUCCEEDED" && { output: JSON.stringify(ended.output ?? null) }),
      ...(ended?.error !== undefined && { error: ended.error }),
      ...(ended?.cause !== undefined && { cause: ended.cause }),
    };
  };

  const guarded =
    (operation: Operation): Operation =>
    (request: JsonObject) => {
      const fault = faults.shift();
      if (fault !== undefined) throw fault;
      return operation(request);
    };

  const server = await listen(
    awsJson({
      version: "1.0",
      targetPrefix: "AWSStepFunctions",
      operations: new Map([
        ["StartExecution", guarded(start)],
        ["DescribeExecution", guarded(describe)],
      ]),
      messageMember: "message",
      calls,
      now,
    }),
  );
  return { ...server, calls, failNext: (error) => void faults.push(error) };
}

function inputOf(input: unknown): unknown {
  try {
    if (typeof input !== "string" || Buffer.byteLength(input) > MAX_INPUT_BYTES) throw new Error("too long");
    return JSON.parse(input) as unknown;
  } catch {
    throw new AwsError("InvalidExecutionInput", `Invalid State Machine Execution Input: ${show(input)}`);
  }
}
