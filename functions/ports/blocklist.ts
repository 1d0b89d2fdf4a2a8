import type { Known } from "../domain/block";
import type { HostRow } from "../domain/host-row";

/**
 * The blocklist: the only source of truth about what should be blocked. All reads are consistent.
 * Every method of these ports @throws CodedError TABLE_UNAVAILABLE (try again) or TABLE_REFUSED (a person must look).
 */
export interface Blocklist {
  readonly get: (hosts: readonly string[]) => Promise<readonly HostRow[]>;
  readonly readAll: () => Promise<readonly HostRow[]>;
  /** Expired rows after the host `after` ("": from the start), at most `limit`; `more` when the table may hold others. */
  readonly findExpired: (
    now: Date,
    limit: number,
    after: string,
  ) => Promise<{ readonly rows: readonly HostRow[]; readonly more: boolean }>;
  /** Says that the rule group holds the host; only of the block that was read. False: that block is gone. */
  readonly markEnforced: (row: HostRow, now: Date) => Promise<boolean>;
  /** Says that the rule group does not hold the host, and since when; only of the very row that was read. False: it changed. */
  readonly unmarkEnforced: (row: HostRow, now: Date) => Promise<boolean>;
}

/** What a decision about a host wants written: nothing, or this row in place of the one that was known. */
export interface Change {
  readonly write?: HostRow | undefined;
}

/** Where blocks begin, grow and are lifted. */
export interface Recording {
  /**
   * Reads what is known of the host, asks `decide`, and writes what it answers if the row is still the one that was
   * read; else anew. Any number of writers may race: each decides on what the one before has written.
   */
  readonly change: <Decided extends Change>(
    host: string,
    now: Date,
    decide: (known: Known) => Decided,
  ) => Promise<Decided>;
}

/** Where expired rows go. */
export interface Pruning {
  /**
   * Moves the row into the memory if it is still the one that was read and still expired. False: it is not, and it
   * stays.
   */
  readonly removeExpired: (row: Pick<HostRow, "HostIp" | "ExpiresAt">, now: Date) => Promise<boolean>;
}
