import {
  MAX_DETAILS_IN_PAYLOAD,
  MAX_HOSTS_IN_PAYLOAD,
  type NewBlock,
  type ReconcileInput,
  type ReconcileOutcome,
  type Refusal,
} from "../contract/payloads";
import { unitsOfRules } from "../domain/capacity";
import type { HostRow } from "../domain/host-row";
import type { Projection } from "../domain/projection";
import type { RuleGroupSnapshot } from "../ports/rule-group";
import { nothingMeasured } from "./enforced-already";
import type { Plan } from "./plan";

const cut = (hosts: readonly string[]): string[] => hosts.slice(0, MAX_HOSTS_IN_PAYLOAD);

/**
 * What a finished reconcile did, for the messages and the metrics.
 * @param attempted the updates of all its rounds: one whose answer was lost has done its work all the same
 * @param answeredAt when the last round read the rule group
 */
export function outcomeOf(
  input: ReconcileInput,
  current: RuleGroupSnapshot,
  planned: Plan,
  attempted: readonly Plan[],
  answeredAt: Date,
): ReconcileOutcome {
  const { projection, merged, unblockable } = planned;
  const held = new Set(projection.hosts.map(({ text }) => text));
  const union = (hostsOf: (plan: Plan) => readonly string[]) => [...new Set(attempted.flatMap(hostsOf))];
  const added = union((plan) => plan.merged.added).filter((host) => held.has(host));
  const removed = union((plan) => plan.merged.removed).filter((host) => !held.has(host));
  const restored = union((plan) => plan.restored).filter((host) => held.has(host));
  const withdrawn = removed.flatMap((host) => withdrawnHost(host, projection));
  const asked = new Set(input.IPList);
  const late = union((plan) => plan.late).filter((host) => held.has(host) && !asked.has(host));
  const lifted = liftedBefore(input, removed, new Set(union((plan) => plan.lifted)));
  const strange = strangeHosts(input, removed, projection);
  return {
    RetryAfterSeconds: 0,
    Changed: attempted.length > 0,
    Added: cut(added),
    AddedCount: added.length,
    Removed: cut(removed),
    RemovedCount: removed.length,
    Restored: cut(restored),
    RestoredCount: restored.length,
    Strange: cut(strange),
    StrangeCount: strange.length,
    Late: cut(late),
    LateCount: late.length,
    LiftedBefore: cut(lifted),
    LiftedBeforeCount: lifted.length,
    Withdrawn: withdrawn.slice(0, MAX_DETAILS_IN_PAYLOAD),
    WithdrawnCount: withdrawn.length,
    Unblockable: unblockable.slice(0, MAX_DETAILS_IN_PAYLOAD),
    UnblockableCount: unblockable.length,
    Rewritten: attempted.some((plan) => plan.merged.added.length === 0 && plan.merged.removed.length === 0),
    Blocked: cut(input.IPList.filter((host) => held.has(host))),
    NotBlocked: input.IPList.filter((host) => !held.has(host)).map((host) => whyNot(host, projection)),
    LeftOut: cut(projection.leftOut),
    LeftOutCount: projection.leftOut.length,
    HostsInForce: held.size,
    CapacityUsedUnits: unitsOfRules(merged.rules),
    CapacityUnits: current.capacityUnits,
    UsedByNoPolicy: current.numberOfAssociations === 0,
    AnsweredAt: answeredAt.toISOString(),
    NewBlocks: newBlocks([...attempted, planned], held),
  };
}

/** Rows that were marked as enforced, in whichever round: each host once. */
function newBlocks(plans: readonly Plan[], held: ReadonlySet<string>): NewBlock[] {
  const rows = new Map(plans.flatMap(({ toMark }) => toMark).map((row) => [row.HostIp, row]));
  return [...rows.values()]
    .filter(({ HostIp }) => held.has(HostIp))
    .slice(0, MAX_DETAILS_IN_PAYLOAD)
    .map(newBlock);
}

/** Texts of a row may be edited manually, and be long. */
const SHOWN_TEXT = 100;

const newBlock = (row: HostRow): NewBlock => {
  const shown = (text: string): string => (row.Source === "operator" ? "" : text.slice(0, SHOWN_TEXT));
  return {
    Host: row.HostIp,
    CreatedAt: row.CreatedAt,
    ExpiresAt: row.ExpiresAt,
    FindingType: shown(row.FindingType),
    Severity: shown(row.Severity),
    AccountId: shown(row.AccountId),
  };
};

/** Rules of hosts that no row explains, neither one that is there nor one that this execution has removed. */
function strangeHosts(
  { Expired = [], Lifted }: ReconcileInput,
  removed: readonly string[],
  { excluded }: Projection,
): readonly string[] {
  const expected = new Set([...Expired.map(({ HostIp }) => HostIp), ...Lifted]);
  return removed.filter((host) => !expected.has(host) && !excluded.has(host));
}

/**
 * Rules of blocks that were lifted, by a row that is there or that this execution has removed, and that this request does
 * not name as lifted. Whoever lifted them may be a terminal that died, or a hand: so they are told, if need be twice.
 */
function liftedBefore(
  { Expired = [], Lifted }: ReconcileInput,
  removed: readonly string[],
  liftedRows: ReadonlySet<string>,
): readonly string[] {
  const removedRows = new Set(Expired.filter((row) => row.Lifted === true).map(({ HostIp }) => HostIp));
  return removed.filter((host) => !Lifted.includes(host) && (liftedRows.has(host) || removedRows.has(host)));
}

/** A host that the table still asks to block, and that may not be any more. */
function withdrawnHost(host: string, { excluded }: Projection): Refusal[] {
  const refusal = excluded.get(host);
  const isWithdrawn = refusal !== undefined && refusal.reason !== "BLOCK_ENDED" && refusal.reason !== "OVER_CAPACITY";
  return isWithdrawn ? [{ Host: host, Reason: refusal.reason, Detail: refusal.detail }] : [];
}

/** Of a prune in pages: what was done for the pages before, and what for this one. */
export function withEarlierPages(before: ReconcileOutcome | undefined, now: ReconcileOutcome): ReconcileOutcome {
  if (before === undefined) return now;
  return {
    ...now,
    Changed: before.Changed || now.Changed,
    Added: cut([...before.Added, ...now.Added]),
    AddedCount: before.AddedCount + now.AddedCount,
    Removed: cut([...before.Removed, ...now.Removed]),
    RemovedCount: before.RemovedCount + now.RemovedCount,
    Restored: cut([...before.Restored, ...now.Restored]),
    RestoredCount: before.RestoredCount + now.RestoredCount,
    Strange: cut([...before.Strange, ...now.Strange]),
    StrangeCount: before.StrangeCount + now.StrangeCount,
    Late: cut([...before.Late, ...now.Late]),
    LateCount: before.LateCount + now.LateCount,
    LiftedBefore: cut([...before.LiftedBefore, ...now.LiftedBefore]),
    LiftedBeforeCount: before.LiftedBeforeCount + now.LiftedBeforeCount,
    Withdrawn: [...before.Withdrawn, ...now.Withdrawn].slice(0, MAX_DETAILS_IN_PAYLOAD),
    WithdrawnCount: before.WithdrawnCount + now.WithdrawnCount,
    Rewritten: before.Rewritten || now.Rewritten,
    AnsweredAt: now.AnsweredAt || before.AnsweredAt,
    NewBlocks: [...before.NewBlocks, ...now.NewBlocks].slice(0, MAX_DETAILS_IN_PAYLOAD),
  };
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

/** Observe mode, hosts that are to be blocked: nothing is touched, and each is named as not blocked. */
export const observed = (input: ReconcileInput): ReconcileOutcome => ({
  ...nothingMeasured,
  NotBlocked: input.IPList.map((host) => ({
    Host: host,
    Reason: "OBSERVE_MODE",
    Detail: `${host} would be blocked, but this environment only observes`,
  })),
});
