import type { HostRow } from "../../functions/domain/host-row";
import { stateOf } from "../../functions/domain/operator-block";
import type { RefusalReason } from "../../functions/domain/refusals";

/** What the firewall makes of a host's packets. */
export interface Seen {
  /** All of them, in both directions, by our rules. */
  readonly dropped: boolean;
  /** Rules of others let some pass before ours are asked. */
  readonly passedBefore: boolean;
}

/**
 * What a row comes to, in a few words; of a running one that no rule holds, why.
 * @param seen undefined: nobody asked the firewall, and the row is believed
 */
export function rowState(row: HostRow, refusal: RefusalReason | undefined, now: Date, seen?: Seen): string {
  const state = stateOf(row, now);
  if (state !== "running") {
    const ended = state === "lifted" ? "unblocked" : "ended";
    return (seen?.dropped ?? row.EnforcedAt !== undefined) ? `${ended}, rule still there` : ended;
  }
  if (row.EnforcedAt !== undefined) {
    if (seen?.dropped === false) return "NOT in force: its row says so, and the rules do not";
    const holds = seen?.passedBefore ? "in force, but rules of others let packets pass before" : "in force";
    return refusal === undefined ? holds : `${holds}, will go: ${refusal.reason}`;
  }
  if (seen?.dropped && refusal === undefined) return "in force, not marked yet";
  return refusal === undefined ? "not in force: no room, or not reconciled yet" : `not in force: ${refusal.reason}`;
}
