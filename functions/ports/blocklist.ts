import type { HostRow } from "../domain/host-row";

/** What became of a host that was to be recorded. The row is the one in the table afterwards. */
export type Recorded =
  /** No block was running: a new one begins. */
  | { readonly outcome: "recorded"; readonly row: HostRow }
  /** A newer sighting: the running block is extended. */
  | { readonly outcome: "extended"; readonly row: HostRow }
  /** The sighting is known already, or older than one that is: nothing changed. */
  | { readonly outcome: "repeated"; readonly row: HostRow }
  /** The sighting is the one of a block that has ended: only a newer one blocks again. */
  | { readonly outcome: "ended"; readonly row: HostRow };

/**
 * The blocklist: the only source of truth about what should be blocked. All reads are consistent.
 * Every method @throws CodedError TABLE_UNAVAILABLE (try again) or TABLE_REFUSED (a person must look).
 */
export interface Blocklist {
  /** Records a sighting by the rules of design "Rows". */
  readonly record: (row: HostRow, now: Date) => Promise<Recorded>;
  readonly get: (hosts: readonly string[]) => Promise<readonly HostRow[]>;
  readonly readAll: () => Promise<readonly HostRow[]>;
  /** Expired rows, those of lifted blocks after a while only, after the host `after` ("": from the start), at most `limit`; `more` when the table may hold others. */
  readonly findExpired: (
    now: Date,
    limit: number,
    after: string,
  ) => Promise<{ readonly rows: readonly HostRow[]; readonly more: boolean }>;
  /** Deletes the row if it is still the one that was read and still expired. False: it is not, nothing was done. */
  readonly removeExpired: (row: Pick<HostRow, "HostIp" | "ExpiresAt">, now: Date) => Promise<boolean>;
  /**
   * Ends the block if this finding made it (never an operator's). The row stays, so that an event of before cannot make
   * it anew. True also when it was ended before and the rule group may hold the host still: an attempt of before was
   * not seen to its end. False: there is nothing to do.
   */
  readonly lift: (host: string, findingId: string, now: Date) => Promise<boolean>;
  /** Says that the rule group holds the host; only of the block that was read. False: that block is gone. */
  readonly markEnforced: (row: HostRow, now: Date) => Promise<boolean>;
  /** Says that the rule group does not hold the host; only of the very row that was read. False: it changed. */
  readonly unmarkEnforced: (row: HostRow) => Promise<boolean>;
}
