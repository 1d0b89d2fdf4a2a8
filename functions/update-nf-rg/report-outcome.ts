import { METRICS } from "../contract/metrics";
import type { ReconcileOutcome } from "../contract/payloads";
import type { Telemetry } from "../ports/telemetry";

/** Logs what a finished reconcile did, and measures the rule group that it left. */
export function reportOutcome(outcome: ReconcileOutcome, telemetry: Telemetry): void {
  telemetry.info("RECONCILED", outcome.Changed ? "the rule group was updated" : "the rule group needed no update", {
    added: outcome.AddedCount,
    removed: outcome.RemovedCount,
    leftOut: outcome.LeftOutCount,
    restored: outcome.RestoredCount,
    strange: outcome.StrangeCount,
  });
  telemetry.count(METRICS.firewallUpdates, outcome.Changed ? 1 : 0);
  telemetry.count(METRICS.rulesRepaired, outcome.RestoredCount + outcome.StrangeCount + (outcome.Rewritten ? 1 : 0));
  telemetry.count(METRICS.hostsInForce, outcome.HostsInForce);
  telemetry.count(METRICS.hostsLeftOut, outcome.LeftOutCount);
  telemetry.count(METRICS.capacityUsedPercent, Math.ceil((100 * outcome.CapacityUsedUnits) / outcome.CapacityUnits));
  telemetry.count(METRICS.groupUsedByNoPolicy, outcome.UsedByNoPolicy ? 1 : 0);
}
