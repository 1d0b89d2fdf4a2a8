/** Hands out the moments at which a message may be sent, one a second over all executions, and the right to send. */
export interface Pace {
  /** The next free moment, from now on; undefined when it is later than `latest`, and then none is taken. */
  readonly slot: (now: Date, latest: Date) => Promise<Date | undefined>;
  /** When to ask again after no moment was free. Every caller gets a different time, so they do not come all at once. */
  readonly askAgainAt: (now: Date) => Promise<Date>;
  /**
   * Begins to send: nobody else begins until the answer is called, or for 20 s when its owner crashes. undefined: another
   * caller sends. The answer never fails.
   */
  readonly begin: (now: Date) => Promise<(() => Promise<void>) | undefined>;
}
