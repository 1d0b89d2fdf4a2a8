import { UNITS_PER_BLOCK, unitsOfRules } from "../domain/capacity";
import type { Mode } from "../contract/mode";
import type { Refusal } from "../contract/payloads";
import type { HostRow } from "../domain/host-row";
import { droppedNow, merge, type MergedRules } from "../domain/merge";
import { project, type Projection, type ProjectionPolicy } from "../domain/projection";
import { isManaged, type ManagedRules } from "../domain/rule-group";
import type { RuleGroupSnapshot } from "../ports/rule-group";

/** All that one round is going to write. */
export interface Plan {
  readonly projection: Projection;
  readonly merged: MergedRules;
  /** Rows that say enforced and will not be. */
  readonly toUnmark: readonly HostRow[];
  /** Rows that will be enforced and do not say so. */
  readonly toMark: readonly HostRow[];
  /** Hosts whose rows say enforced, and whose rules are gone. */
  readonly restored: readonly string[];
  /** Hosts that get a rule though their rows are old, or of an operator: nobody who has just recorded them tells of it. */
  readonly late: readonly string[];
  /** Hosts whose rules go because their blocks were lifted. */
  readonly lifted: readonly string[];
  /** Rows that can never be blocked, which no finding can have made. */
  readonly unblockable: readonly Refusal[];
}

/** Decides; no I/O. @throws CodedError PRIORITY_TAKEN, ACTIONS_TAKEN */
export function plan(
  current: RuleGroupSnapshot,
  rows: readonly HostRow[],
  now: Date,
  { policy, managed, mode }: { readonly policy: ProjectionPolicy; readonly managed: ManagedRules; readonly mode: Mode },
): Plan {
  const foreignUnits = unitsOfRules(current.rules.filter((rule) => !isManaged(rule, managed)));
  const blockCapacity = Math.max(0, Math.floor((current.capacityUnits - foreignUnits) / UNITS_PER_BLOCK));
  const mayAdd = mode === "observe" ? droppedNow(current, managed) : undefined;
  const projection = project(rows, now, policy, blockCapacity, mayAdd);
  const merged = unlessObserving(mode, merge(current, projection, managed));
  const [added, removed] = [new Set(merged.added), new Set(merged.removed)];
  return {
    projection,
    merged,
    restored: rows.filter((row) => row.EnforcedAt !== undefined && added.has(row.HostIp)).map(({ HostIp }) => HostIp),
    late: rows.filter((row) => added.has(row.HostIp) && isLate(row, now)).map(({ HostIp }) => HostIp),
    lifted: rows.filter((row) => row.LiftedAt !== undefined && removed.has(row.HostIp)).map(({ HostIp }) => HostIp),
    unblockable: rows.flatMap((row) => unblockable(row, projection)),
    toUnmark: rows.filter((row) => row.EnforcedAt !== undefined && projection.excluded.has(row.HostIp)),
    toMark: rows.filter((row) => row.EnforcedAt === undefined && !projection.excluded.has(row.HostIp)),
  };
}

/**
 * A finding's host is judged before it is recorded, so that only a hand puts in what is no public address; what was
 * protected since is told when its rule goes. But an operator who blocks a protected address must hear of it.
 */
function unblockable({ HostIp, Source }: HostRow, { excluded }: Projection): readonly Refusal[] {
  const refusal = excluded.get(HostIp);
  if (refusal === undefined) return [];
  const isNever = refusal.reason === "NOT_AN_ADDRESS" || refusal.reason === "NOT_PUBLIC";
  const isProtected = refusal.reason === "ALLOWLISTED" || refusal.reason === "OWN_ADDRESS";
  return isNever || (isProtected && Source === "operator")
    ? [{ Host: HostIp.slice(0, 64), Reason: refusal.reason, Detail: refusal.detail }]
    : [];
}

/** In observe mode nothing is written for form's sake: only when the rule of a block that has ended is to go. */
const unlessObserving = (mode: Mode, merged: MergedRules): MergedRules =>
  mode === "observe" && merged.removed.length === 0 ? { ...merged, changed: false } : merged;

/** An execution that has recorded a host waits no longer for its turn, and tells of it itself. */
const LATE_MS = 15 * 60_000;

export const isLate = ({ CreatedAt, EnforcedAt, Source }: HostRow, now: Date): boolean =>
  EnforcedAt === undefined && (Source === "operator" || !(now.getTime() - Date.parse(CreatedAt) < LATE_MS));
