import type { Refusal } from "../contract/payloads";
import { suppress } from "../domain/block";
import { PERMANENT, type HostRow } from "../domain/host-row";
import type { Sighting } from "../domain/sighting";
import { utcTime } from "../domain/utc-time";
import type { Recording } from "../ports/blocklist";

/** What the suppression of findings came to. */
export interface Suppressed {
  readonly lifted: readonly string[];
  /** Hosts that stay blocked, and by which finding. */
  readonly kept: readonly Refusal[];
}

/** The analyst's click in Security Hub is the unblock button: a suppressed finding lifts the blocks that it made. */
export async function liftSuppressed(
  recording: Recording,
  sightings: readonly Sighting[],
  now: Date,
): Promise<Suppressed> {
  const lifted = new Set<string>();
  const kept = new Map<string, Refusal>();
  for (const sighting of sightings) {
    const { host } = sighting;
    const { outcome, row } = await recording.change(host, now, (known) => suppress(known, sighting, now));
    if (outcome === "lifted") lifted.add(host);
    if (outcome === "kept" && row !== undefined) kept.set(host, stillBlocked(row, sighting));
  }
  return { lifted: [...lifted], kept: [...kept.values()].filter(({ Host }) => !lifted.has(Host)) };
}

function stillBlocked(
  { HostIp, FindingId, FindingType, OtherFindings = [], MoreTypes = [], ...row }: HostRow,
  { finding }: Sighting,
): Refusal {
  if (row.Source === "operator") {
    const until = row.ExpiresAt === PERMANENT ? "" : ` until ${utcTime(row.ExpiresAt)}`;
    const Detail = `${HostIp} stays blocked${until}: an operator blocked it (${row.Reason || "no reason given"}); suppressing a finding does not lift that`;
    return { Host: HostIp, Reason: "OPERATOR_BLOCK", Detail };
  }
  const more = OtherFindings.length + MoreTypes.length;
  // Another product may have chosen the very Id of GuardDuty's.
  const whose = row.ProductArn === finding.ProductArn ? "" : ` of ${row.ProductArn ?? "GuardDuty"}`;
  const Detail =
    `${HostIp} stays blocked: ${FindingType}${whose} (${FindingId || "a finding that is not listed"})` +
    (more === 0
      ? " names it too; suppress that as well to unblock it"
      : ` and ${more} more findings name it too; suppress them as well to unblock it`);
  return { Host: HostIp, Reason: "NAMED_BY_ANOTHER", Detail };
}
