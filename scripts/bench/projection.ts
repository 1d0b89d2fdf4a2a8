import type { HostRow } from "../../functions/domain/host-row";
import { merge } from "../../functions/domain/merge";
import { project } from "../../functions/domain/projection";
import { protectionOf } from "../../functions/domain/protection";

const HOSTS = 15_000;
const NOW = new Date("2026-01-01T00:00:00.000Z");
const managed = { actionName: "benchblocklist", metricDimension: "bench", basePriority: 100 };
const policy = { protection: protectionOf(["192.0.2.0/24"], ["2001:db8::/32"]), observeTypes: [], neverTypes: [] };

const rows: readonly HostRow[] = Array.from({ length: HOSTS }, (_, index) => ({
  HostIp: `${20 + (index >> 14)}.${(index >> 8) & 63}.${index & 255}.7`,
  CreatedAt: "2025-12-31T00:00:00.000Z",
  LastSeenAt: new Date(NOW.getTime() - index * 1000).toISOString(),
  ExpiresAt: "2026-01-30T00:00:00.000Z",
  Blocks: 1,
  FindingId: "",
  FindingType: "",
  Severity: "MEDIUM",
  AccountId: "",
  Region: "",
  Reason: "",
  Source: "finding",
}));

/** Milliseconds to project 15,000 rows and to merge them with a rule group that holds all but one of them. */
export function projectionMilliseconds(): number {
  const current = merge({ rules: [], customActions: [] }, project(rows.slice(1), NOW, policy, HOSTS), managed);
  const startedAt = performance.now();
  merge(current, project(rows, NOW, policy, HOSTS), managed);
  return performance.now() - startedAt;
}
