import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  SFNClient,
  StartExecutionCommand,
  type DescribeExecutionCommandOutput,
} from "@aws-sdk/client-sfn";
import { randomUUID } from "node:crypto";
import type { Clock } from "../../functions/ports/clock";
import { clientConfig } from "./client-config";
import { ofService } from "./service-failed";
import type { Target } from "./target";

/** How an execution of a state machine ended; RUNNING: it had not, when the time was up. */
export interface Ended {
  readonly arn: string;
  readonly status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED" | "RUNNING";
  /** Its last state, when it succeeded. */
  readonly output: unknown;
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

/** The deployed state machines of an environment. */
export interface Executions {
  /** @throws ServiceFailed of whatever the SDK says */
  readonly run: (stateMachineArn: string, input: object, withinMs: number) => Promise<Ended>;
  readonly close: () => void;
}

const POLL_MS = 1_000;

/** undefined: a local run that serves no state machines. */
export function executionsOf(target: Target, env: NodeJS.ProcessEnv, clock: Clock): Executions | undefined {
  const { endpoints } = target;
  if (endpoints.local && endpoints.stepFunctions === undefined) return undefined;
  const client = new SFNClient(clientConfig(target, endpoints.stepFunctions, env));
  return {
    run: async (stateMachineArn, input, withinMs) => {
      const named = `state machine ${stateMachineArn.split(":").at(-1) ?? ""}`;
      // Named by us: the SDK's second try after a lost answer finds the first one's execution.
      const start = new StartExecutionCommand({
        stateMachineArn,
        name: randomUUID(),
        input: JSON.stringify(input),
      });
      const { executionArn: arn = "" } = await ofService("Step Functions", named, client.send(start));
      const until = clock.now().getTime() + withinMs;
      for (;;) {
        const describe = client.send(new DescribeExecutionCommand({ executionArn: arn }));
        const seen = await ofService("Step Functions", named, describe.catch(notYet));
        const { status = "RUNNING", output, error, cause } = seen;
        const ended = status !== "RUNNING" && status !== "PENDING_REDRIVE";
        if (ended || clock.now().getTime() >= until) {
          return {
            arn,
            status: ended ? status : "RUNNING",
            output: output === undefined ? undefined : JSON.parse(output),
            error,
            cause,
          };
        }
        await clock.sleep(POLL_MS);
      }
    },
    close: () => client.destroy(),
  };
}

/** Just begun, it may not be known yet: what is described is so in the end only. */
function notYet(error: unknown): Partial<DescribeExecutionCommandOutput> {
  if (error instanceof ExecutionDoesNotExist) return {};
  throw error;
}
