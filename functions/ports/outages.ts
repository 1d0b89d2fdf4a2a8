/**
 * Outages of the firewall, one after the other: each is notified when it begins and when it ends, whichever execution
 * comes first. @throws CodedError TABLE_UNAVAILABLE (try again) or TABLE_REFUSED (a person must look)
 */
export interface Outages {
  /**
   * Notes a failure of `failedAt` (ISO 8601), and begins an outage unless one lasts. Answers when the outage began;
   * undefined when a later reconcile has ended it already.
   */
  readonly fail: (failedAt: string) => Promise<string | undefined>;
  /**
   * Ends the outage whose failures are all older than `answeredAt` (ISO 8601). Answers when it began, to the one execution
   * that ended it and to its retries; undefined to the others, and without an outage.
   */
  readonly end: (answeredAt: string, execution: string) => Promise<string | undefined>;
  /** Whether an outage lasts, so far as is known: with failures of the last minutes, and no end. */
  readonly lasts: (now: Date) => Promise<boolean>;
}
