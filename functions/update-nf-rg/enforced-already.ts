import { MAX_HOSTS_IN_PAYLOAD, type ReconcileInput, type ReconcileOutcome } from "../contract/payloads";
import { isExpired } from "../domain/host-row";
import type { Blocklist } from "../ports/blocklist";

/**
 * Step 1 of reconcile, which absorbs a storm: when the firewall holds every host that was asked for, there is
 * nothing to do and no firewall call. Undefined: a reconcile is needed. A list that was cut, or a lifted block,
 * always needs one.
 */
export async function enforcedAlready(
  blocklist: Blocklist,
  input: ReconcileInput,
  now: Date,
): Promise<ReconcileOutcome | undefined> {
  const asked = input.IPList;
  if (asked.length === 0 || asked.length >= MAX_HOSTS_IN_PAYLOAD || input.Lifted.length > 0) return undefined;
  const rows = await blocklist.get(asked);
  const enforced = new Set(
    rows.filter((row) => row.EnforcedAt !== undefined && !isExpired(row, now)).map((row) => row.HostIp),
  );
  return asked.every((host) => enforced.has(host)) ? { ...nothingMeasured, Blocked: [...asked] } : undefined;
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
  Rewritten: false,
  Blocked: [],
  NotBlocked: [],
  LeftOut: [],
  LeftOutCount: 0,
  HostsInForce: 0,
  CapacityUsedUnits: 0,
  CapacityUnits: 0,
  UsedByNoPolicy: false,
};
