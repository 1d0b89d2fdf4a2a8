import type { HostRow } from "../domain/host-row";

/**
 * Blocks that have ended, for as long as they count: reconcile reads none of them.
 * @throws CodedError TABLE_UNAVAILABLE (try again) or TABLE_REFUSED (a person must look)
 */
export interface Memory {
  /** What is remembered of the host at this moment. */
  readonly recall: (host: string, now: Date) => Promise<HostRow | undefined>;
  /** Remembers an ended block, unless a later one is remembered. */
  readonly keep: (row: HostRow, now: Date) => Promise<void>;
}
