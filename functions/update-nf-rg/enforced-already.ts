import { MAX_HOSTS_IN_PAYLOAD, type ReconcileInput, type ReconcileOutcome } from "../contract/payloads";
import { isExpired } from "../domain/host-row";
import { refuseRow, type ProjectionPolicy } from "../domain/projection";
import type { Blocklist } from "../ports/blocklist";

/**
 * Step 1 of reconcile, which absorbs a storm: when the firewall holds every host that was asked for, or is not to hold
 * it because its finding type is only observed, there is nothing to do and no firewall call. Undefined: a reconcile is
 * needed. A list that was cut, or a lifted block, always needs one, and so does an operator: a hand may have taken the rule
 * of a host whose row says that it is there.
 */
export async function enforcedAlready(
  { blocklist, policy }: { readonly blocklist: Blocklist; readonly policy: ProjectionPolicy },
  input: ReconcileInput,
  now: Date,
): Promise<ReconcileOutcome | undefined> {
  const asked = input.IPList;
  if (input.Whole || asked.length === 0 || asked.length >= MAX_HOSTS_IN_PAYLOAD || input.Lifted.length > 0)
    return undefined;
  const rows = new Map((await blocklist.get(asked)).map((row) => [row.HostIp, row]));
  const Blocked: string[] = [];
  const NotBlocked: ReconcileOutcome["NotBlocked"] = [];
  for (const host of asked) {
    const row = rows.get(host);
    if (row === undefined || isExpired(row, now)) return undefined;
    if (row.EnforcedAt !== undefined) {
      Blocked.push(host);
      continue;
    }
    const refusal = refuseRow(row, policy, now);
    if (refusal === undefined) return undefined;
    NotBlocked.push({ Host: host, Reason: refusal.reason, Detail: refusal.detail });
  }
  return { ...nothingMeasured, Blocked, NotBlocked };
}

/** An outcome without a look at the rule group: capacity 0 says that it was not measured. */
export const nothingMeasured: ReconcileOutcome = {
  RetryAfterSeconds: 0,
  Changed: false,
  Added: [],
  AddedCount: 0,
  Removed: [],
  RemovedCount: 0,
  Restored: [],
  RestoredCount: 0,
  Strange: [],
  StrangeCount: 0,
  Late: [],
  LateCount: 0,
  LiftedBefore: [],
  LiftedBeforeCount: 0,
  Withdrawn: [],
  WithdrawnCount: 0,
  Unblockable: [],
  UnblockableCount: 0,
  Rewritten: false,
  Blocked: [],
  NotBlocked: [],
  LeftOut: [],
  LeftOutCount: 0,
  HostsInForce: 0,
  CapacityUsedUnits: 0,
  CapacityUnits: 0,
  UsedByNoPolicy: false,
  AnsweredAt: "",
  NewBlocks: [],
};
