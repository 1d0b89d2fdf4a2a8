import { MAX_HOSTS_IN_PAYLOAD, type ReconcileInput, type ReconcileOutcome, type Refusal } from "../contract/payloads";
import { unitsOfRules } from "../domain/capacity";
import type { Projection } from "../domain/projection";
import type { RuleGroupSnapshot } from "../ports/rule-group";
import { nothingMeasured } from "./enforced-already";
import type { Plan } from "./plan";

const cut = (hosts: readonly string[]): string[] => hosts.slice(0, MAX_HOSTS_IN_PAYLOAD);

/** What a finished round did, for the messages and the metrics. */
export function outcomeOf(input: ReconcileInput, current: RuleGroupSnapshot, planned: Plan): ReconcileOutcome {
  const { projection, merged } = planned;
  const strange = strangeHosts(input, planned);
  const held = new Set(projection.hosts.map(({ text }) => text));
  return {
    RetryAfterSeconds: 0,
    Changed: merged.changed,
    Added: cut(merged.added),
    AddedCount: merged.added.length,
    Removed: cut(merged.removed),
    RemovedCount: merged.removed.length,
    Restored: cut(planned.restored),
    RestoredCount: planned.restored.length,
    Strange: cut(strange),
    StrangeCount: strange.length,
    Rewritten: merged.changed && merged.added.length === 0 && merged.removed.length === 0,
    Blocked: cut(input.IPList.filter((host) => held.has(host))),
    NotBlocked: input.IPList.filter((host) => !held.has(host)).map((host) => whyNot(host, projection)),
    LeftOut: cut(projection.leftOut),
    LeftOutCount: projection.leftOut.length,
    HostsInForce: held.size,
    CapacityUsedUnits: unitsOfRules(merged.rules),
    CapacityUnits: current.capacityUnits,
    UsedByNoPolicy: current.numberOfAssociations === 0,
  };
}

/** Rules of hosts that no row explains, neither one that is there nor one that this run has removed. */
function strangeHosts({ Expired }: ReconcileInput, { merged, projection }: Plan): readonly string[] {
  if (Expired === undefined) return [];
  const expected = new Set(Expired.map(({ HostIp }) => HostIp));
  return merged.removed.filter((host) => !expected.has(host) && !projection.excluded.has(host));
}

function whyNot(host: string, { excluded }: Projection): Refusal {
  const refusal = excluded.get(host) ?? {
    reason: "NO_LONGER_RECORDED",
    detail: `${host} is no longer in the blocklist: it was lifted or pruned meanwhile`,
  };
  return { Host: host, Reason: refusal.reason, Detail: refusal.detail };
}

/** Not our turn: the state machine asks again later. */
export const turnedAway = (seconds: number): ReconcileOutcome => ({ ...nothingMeasured, RetryAfterSeconds: seconds });

/** Observe mode: nothing is touched, and every host that was asked for is named as not blocked. */
export const observed = (input: ReconcileInput): ReconcileOutcome => ({
  ...nothingMeasured,
  NotBlocked: input.IPList.map((host) => ({
    Host: host,
    Reason: "OBSERVE_MODE",
    Detail: `${host} would be blocked, but this environment only observes`,
  })),
});
