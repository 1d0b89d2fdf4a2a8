import { setImmediate } from "node:timers/promises";

/** One step of a schedule, for the reader of a violation. */
export interface Step {
  readonly atMs: number;
  readonly what: string;
}

interface Waiting {
  readonly what: string;
  readonly dueMs: number;
  readonly open: () => void;
}

/** What passes between two steps. */
const STEP_MS = 50;

/**
 * Virtual time, and the one place where the simulation waits: everything that would be an answer from outside waits at
 * a gate until the schedule opens it. So a list of choices is a whole interleaving, and can be played again.
 */
export class Gates {
  readonly steps: Step[] = [];
  private waiting: Waiting[] = [];

  constructor(public nowMs: number) {}

  /** Waits to be chosen; for a sleep, time has reached `dueMs` then. */
  wait(what: string, dueMs = this.nowMs): Promise<void> {
    return new Promise((open) => this.waiting.push({ what, dueMs, open }));
  }

  /**
   * Opens gate after gate until nobody waits. @param choose which of so many
   * @returns false when it did not end within the steps
   */
  async run(choose: (count: number) => number, mostSteps: number): Promise<boolean> {
    for (let step = 0; step < mostSteps; step += 1) {
      await setImmediate();
      const chosen = this.waiting[choose(this.waiting.length)];
      if (chosen === undefined) return true;
      this.waiting = this.waiting.filter((one) => one !== chosen);
      this.nowMs = Math.max(this.nowMs + STEP_MS, chosen.dueMs);
      this.steps.push({ atMs: this.nowMs, what: chosen.what });
      chosen.open();
    }
    return false;
  }
}
