import { AwsError, ConnectionDropped } from "../aws-error";

/** One call that goes wrong on purpose. */
export interface Fault {
  /** @default InternalServerError */
  readonly errorName?: string;
  /** The call takes effect, and only its answer is lost: a caller that retries meets its own update. */
  readonly afterApply?: boolean;
  /** No answer at all: the connection ends. `errorName` is then of no use. */
  readonly dropConnection?: boolean;
}

/** The errors that are the server's fault in the service's model; all others answer 400. */
const SERVER_FAULTS = ["InternalServerError", "InsufficientCapacityException"];

/** Waiting faults, first in first out for each operation. */
export function faultQueue() {
  const waiting = new Map<string, Fault[]>();
  return {
    add(operation: string, fault: Fault): void {
      waiting.set(operation, [...(waiting.get(operation) ?? []), fault]);
    },
    next: (operation: string): Fault | undefined => waiting.get(operation)?.shift(),
  };
}

export function faultError({ errorName = "InternalServerError", dropConnection = false }: Fault): AwsError {
  if (dropConnection) return new ConnectionDropped();
  return new AwsError(errorName, "injected by the test", SERVER_FAULTS.includes(errorName) ? 500 : 400);
}
