import type { Allowlist } from "../domain/allowlist";
import { UNITS_PER_BLOCK, unitsOfRules } from "../domain/capacity";
import type { HostRow } from "../domain/host-row";
import { merge, type MergedRules } from "../domain/merge";
import { project, type Projection } from "../domain/projection";
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
}

/** Decides; no I/O. @throws CodedError PRIORITY_TAKEN */
export function plan(
  current: RuleGroupSnapshot,
  rows: readonly HostRow[],
  now: Date,
  { allowlist, managed }: { readonly allowlist: Allowlist; readonly managed: ManagedRules },
): Plan {
  const foreignUnits = unitsOfRules(current.rules.filter((rule) => !isManaged(rule, managed)));
  const blockCapacity = Math.max(0, Math.floor((current.capacityUnits - foreignUnits) / UNITS_PER_BLOCK));
  const projection = project(rows, now, allowlist, blockCapacity);
  const merged = merge(current, projection, managed);
  const added = new Set(merged.added);
  return {
    projection,
    merged,
    restored: rows.filter((row) => row.EnforcedAt !== undefined && added.has(row.HostIp)).map(({ HostIp }) => HostIp),
    toUnmark: rows.filter((row) => row.EnforcedAt !== undefined && projection.excluded.has(row.HostIp)),
    toMark: rows.filter((row) => row.EnforcedAt === undefined && !projection.excluded.has(row.HostIp)),
  };
}
