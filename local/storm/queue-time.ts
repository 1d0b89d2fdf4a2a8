import type { Deployment } from "../synthesized/deployment";

/** Longer than any storm runs here, and within what a timer takes. */
const NEVER_SECONDS = 86_400;

/**
 * The deployment with Task states that do not time out. On AWS the wait for a free instance is no part of a Task's
 * TimeoutSeconds: Lambda answers 429 at once, and Retry waits between two tries. Here invocations that Lambda has taken
 * wait for this machine, and 1,000 executions on two cores wait longer for it than a Task may run. What a Task's timeout is
 * for is still held: each invocation ends by its function's own timeout, which a test of the stacks keeps below the Task's.
 */
export const withoutQueueTime = (deployment: Deployment): Deployment => ({
  ...deployment,
  stateMachines: deployment.stateMachines.map((machine) => ({
    ...machine,
    definition: {
      ...machine.definition,
      States: Object.fromEntries(
        Object.entries(machine.definition.States).map(([name, state]) => [
          name,
          state.Type === "Task" ? { ...state, TimeoutSeconds: NEVER_SECONDS } : state,
        ]),
      ),
    },
  })),
});
