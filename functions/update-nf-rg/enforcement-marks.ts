import type { HostRow } from "../domain/host-row";
import type { Blocklist } from "../ports/blocklist";
import { inParallel } from "../runtime/in-parallel";

/** Takes EnforcedAt off rows whose rule is about to go. False: a row changed since it was read, so read anew. */
export async function unmarkHosts(blocklist: Blocklist, rows: readonly HostRow[], now: Date): Promise<boolean> {
  const results = await inParallel(rows, (row) => blocklist.unmarkEnforced(row, now));
  return results.every((unmarked) => unmarked);
}

/**
 * Puts EnforcedAt on rows whose rule has come; answers those that it was put on. A row that was deleted or recorded anew
 * meanwhile is not touched.
 */
export async function markHosts(
  blocklist: Blocklist,
  rows: readonly HostRow[],
  now: Date,
): Promise<readonly HostRow[]> {
  const marked = await inParallel(rows, (row) => blocklist.markEnforced(row, now));
  return rows.filter((_, index) => marked[index]);
}
