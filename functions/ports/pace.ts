/** Hands out the moments at which a message may be sent, one a second over all executions. */
export interface Pace {
  /** The next free moment, from now on; undefined when it is later than `latest`, and then none is taken. */
  readonly slot: (now: Date, latest: Date) => Promise<Date | undefined>;
}
