import { METRICS } from "../contract/metrics";
import type { ReconcileOutcome } from "../contract/payloads";
import { UNITS_PER_BLOCK } from "../domain/capacity";
import type { Telemetry } from "../ports/telemetry";

/** Logs what a finished reconcile did, and measures the rule group that it left. */
export function reportOutcome(outcome: ReconcileOutcome, telemetry: Telemetry): void {
  telemetry.info("RECONCILED", outcome.Changed ? "the rule group was updated" : "the rule group needed no update", {
    added: outcome.AddedCount,
    removed: outcome.RemovedCount,
    leftOut: outcome.LeftOutCount,
    restored: outcome.RestoredCount,
    strange: outcome.StrangeCount,
    liftedBefore: outcome.LiftedBeforeCount,
  });
  telemetry.count(METRICS.firewallUpdates, outcome.Changed ? 1 : 0);
  telemetry.count(METRICS.rulesRepaired, outcome.RestoredCount + outcome.StrangeCount + (outcome.Rewritten ? 1 : 0));
  telemetry.count(METRICS.hostsBlocked, outcome.AddedCount);
  telemetry.count(METRICS.hostsUnblocked, outcome.RemovedCount);
  telemetry.count(METRICS.hostsInForce, outcome.HostsInForce);
  telemetry.count(METRICS.hostsLeftOut, outcome.LeftOutCount);
  telemetry.count(METRICS.capacityUsedPercent, usedPercent(outcome));
  telemetry.count(METRICS.groupUsedByNoPolicy, outcome.UsedByNoPolicy ? 1 : 0);
}

/**
 * A host costs two units, and the placeholder and others' rules cost what they cost: the last unit may be one that no
 * host can use, and then all units are never used. So it is the share of those that are used or that hosts can fill.
 */
function usedPercent({ CapacityUsedUnits: used, CapacityUnits: units }: ReconcileOutcome): number {
  const room = Math.max(0, Math.floor((units - used) / UNITS_PER_BLOCK)) * UNITS_PER_BLOCK;
  return Math.floor((100 * used) / (used + room));
}
