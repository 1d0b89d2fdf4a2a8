import type { Gates } from "./gates";
import type { FaultKind } from "./scenario";

/** Error name by which Step Functions sees a function that died. */
const CRASHED = "Lambda.Unknown";

/** Never settles: what a dead invocation waits for. */
const never = <Result>(): Promise<Result> => new Promise(() => {});

/** Where faults come from: the calls of all invocations are counted, and some of them go wrong. */
export interface FaultSource {
  readonly next: () => FaultKind | undefined;
}

export interface CallOptions<Result> {
  /** Names the call in the schedule. */
  readonly what: string;
  readonly effect: () => Result;
  /** The error when the service does not do it, or does it and its answer is lost. */
  readonly failure: (kind: FaultKind) => Error;
  /** For `late`: does the effect later, if it can be done at all. */
  readonly later?: () => void;
}

/** One run of a function: its calls go through the gates, and end with it when it dies. */
export class Invocation {
  /** Rejects when it dies. */
  readonly death: Promise<never>;
  private dead = false;
  private die: (error: Error) => void = () => {};

  constructor(
    readonly id: string,
    private readonly gates: Gates,
    private readonly faults: FaultSource,
    private readonly deadlineMs: number,
  ) {
    this.death = new Promise((_, reject) => {
      this.die = (error) => {
        this.dead = true;
        reject(error);
      };
    });
    this.death.catch(() => {});
  }

  /** A call to a service: it may fail before, fail after, or be the last thing that this invocation does. */
  async call<Result>({ what, effect, failure, later }: CallOptions<Result>): Promise<Result> {
    await this.pass(`${this.id} ${what}`);
    const fault = this.faults.next();
    if (fault === undefined) return effect();
    this.gates.steps.push({ atMs: this.gates.nowMs, what: `${this.id} ${what}: ${fault}` });
    switch (fault) {
      case "crashBefore":
        return this.crash();
      case "crashAfter":
        effect();
        return this.crash();
      case "after":
        effect();
        throw failure(fault);
      case "late":
        if (later === undefined) throw failure("before");
        void this.gates.wait(`${this.id} ${what}: done late`).then(later);
        throw failure(fault);
      case "stale":
      case "before":
        throw failure(fault);
    }
  }

  /** A wait of its own; longer than it may live, and it does not. */
  sleep = (milliseconds: number, what = "sleeps"): Promise<void> =>
    this.pass(`${this.id} ${what}`, this.gates.nowMs + milliseconds);

  readonly timeLeftMs = (): number => this.deadlineMs - this.gates.nowMs;

  private async pass(what: string, dueMs?: number): Promise<void> {
    if (this.dead) return never();
    await this.gates.wait(what, dueMs);
    if (this.dead) return never();
    if (this.timeLeftMs() <= 0) {
      this.die(named("Sandbox.Timedout", "Task timed out"));
      return never();
    }
  }

  private crash<Result>(): Promise<Result> {
    this.die(named(CRASHED, "the runtime exited"));
    return never();
  }
}

export function named(name: string, message: string, more: object = {}): Error {
  const error = new Error(message);
  error.name = name;
  return Object.assign(error, more);
}
