import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { EventPattern } from "../event-bus/event-pattern";
import { matches } from "../event-bus/match-pattern";
import { startLambda, type LambdaOptions, type LambdaService } from "../lambda/lambda-service";
import { runExecution, type Execution } from "../step-functions/run-execution";
import type { Deployment } from "../synthesized/deployment";
import type { PipelineEvent } from "./pipeline-event";
import { startStandIns, type StandIns, type StandInOptions } from "./stand-ins";

/** The whole system on loopback: what was synthesized, over stand-ins for what AWS and Slack would be. */
export interface Pipeline {
  readonly deployment: Deployment;
  readonly standIns: StandIns;
  readonly lambda: LambdaService;
  /** Puts an event on the bus; resolves when every execution that it started has ended. */
  readonly deliver: (event: unknown) => Promise<readonly Execution[]>;
  /** Starts an execution of a state machine; resolves when it has ended. */
  readonly execute: (stateMachineArn: string, input: unknown, name?: string) => Promise<Execution>;
  /** What the schedule does. */
  readonly prune: () => Promise<Execution>;
  /** What an apply of other stacks does: their functions and rules, over the tables and the rule group that are there. */
  readonly redeploy: (deployment: Deployment) => Promise<Pipeline>;
  readonly close: () => Promise<void>;
}

export interface PipelineOptions extends StandInOptions {
  readonly deployment: Deployment;
  readonly onEvent?: (event: PipelineEvent) => void;
  /** Retries of the state machines wait so many times as long as their definitions say. @default 1 */
  readonly retryScale?: number;
  /** Limits of Lambda and of this machine, and how long an invocation takes beyond its own work. @default none */
  readonly lambda?: Pick<LambdaOptions, "concurrency" | "atOnce" | "latencyMs">;
}

/** Starts it. Everything listens on 127.0.0.1, on ports that were free. */
export async function startPipeline({ deployment, ...options }: PipelineOptions): Promise<Pipeline> {
  const standIns = await startStandIns(deployment, options);
  let executions = 0;
  return deploy(deployment, standIns, { ...options, countExecution: () => (executions += 1) });
}

interface DeployOptions extends Omit<PipelineOptions, "deployment"> {
  /** Answers the number of an execution: each has its own, also after another deploy. */
  readonly countExecution: () => number;
}

/** What was synthesized, over stand-ins that are there. */
function deploy(deployment: Deployment, standIns: StandIns, options: DeployOptions): Pipeline {
  const { onEvent = () => {}, countExecution, retryScale, lambda: limits } = options;
  const workFolder = mkdtempSync(path.join(tmpdir(), "sechub-firewall-"));
  const lambda = startLambda({
    functions: deployment.functions,
    workFolder,
    environment: standIns.environment,
    ...limits,
  });
  const ends = new AbortController();
  const takeDown = async () => {
    // An execution that waits for its digest would keep the process alive until then.
    ends.abort();
    await lambda.close();
    rmSync(workFolder, { recursive: true, force: true });
  };

  const nextName = () => `local-${String(countExecution()).padStart(6, "0")}`;
  const execute = async (machineArn: string, input: unknown, name = nextName()): Promise<Execution> => {
    const machine = deployment.stateMachines.find(({ arn }) => arn === machineArn);
    if (machine === undefined) throw new Error(`a target names ${machineArn}, which no stack makes`);
    onEvent({ type: "execution-started", machine: machine.name, execution: name });
    const execution = await runExecution({
      machine,
      lambda,
      name,
      input,
      signal: ends.signal,
      onState: (state) => onEvent({ type: "state", execution: name, ...state }),
      ...(retryScale !== undefined && { retryScale }),
    });
    const { status, error } = execution;
    onEvent({
      type: "execution-ended",
      machine: machine.name,
      execution: name,
      status,
      ...(error !== undefined && { error }),
    });
    return execution;
  };

  return {
    deployment,
    standIns,
    lambda,
    execute,
    deliver: async (event) => {
      const matched = deployment.rules.filter(({ pattern }) => matches(pattern as EventPattern, event));
      const names = (rules: typeof matched) => rules.map(({ name }) => name);
      const notMatched = names(deployment.rules.filter((rule) => !matched.includes(rule)));
      onEvent({ type: "rules", matched: names(matched), notMatched });
      return Promise.all(matched.flatMap(({ targetArns }) => targetArns).map((arn) => execute(arn, event)));
    },
    prune: () => {
      const [schedule] = deployment.schedules;
      if (schedule === undefined) throw new Error("no stack makes a schedule");
      return execute(schedule.targetArn, JSON.parse(schedule.input));
    },
    redeploy: async (next) => {
      await takeDown();
      return deploy(next, standIns, options);
    },
    close: async () => {
      await takeDown();
      await standIns.close();
    },
  };
}
