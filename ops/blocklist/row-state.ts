import type { HostRow } from "../../functions/domain/host-row";
import { stateOf } from "../../functions/domain/operator-block";
import type { RefusalReason } from "../../functions/domain/refusals";

/** What a row comes to, in a few words; of a running one that no rule holds, why. */
export function rowState(row: HostRow, refusal: RefusalReason | undefined, now: Date): string {
  const state = stateOf(row, now);
  if (state === "lifted") return row.EnforcedAt === undefined ? "unblocked" : "unblocked, rule still there";
  if (state === "ended") return row.EnforcedAt === undefined ? "ended" : "ended, rule still there";
  if (row.EnforcedAt !== undefined) return refusal === undefined ? "in force" : `in force, will go: ${refusal.reason}`;
  return refusal === undefined ? "not in force: no room, or not reconciled yet" : `not in force: ${refusal.reason}`;
}
