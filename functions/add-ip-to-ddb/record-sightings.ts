import type { ActionKind } from "../contract/action-kinds";
import type { RecordOutcome, Refusal } from "../contract/payloads";
import { MAX_DETAILS_IN_PAYLOAD, MAX_HOSTS_IN_PAYLOAD } from "../contract/payloads";
import { METRICS } from "../contract/metrics";
import type { Allowlist } from "../domain/allowlist";
import type { HostRow } from "../domain/host-row";

import { judge, type Judgement } from "../domain/judge";
import type { Blocklist } from "../ports/blocklist";
import type { Clock } from "../ports/clock";
import type { Invocation } from "../runtime/lambda-handler";
import type { SecurityHubEvent } from "./security-hub-event";

export interface RecordDeps {
  readonly blocklist: Blocklist;
  readonly clock: Clock;
  readonly allowlist: Allowlist;
  readonly retentionHours: number;
  readonly blockActions: readonly ActionKind[];
}

/** Records every host to block of every finding in the event; says what is new, known, lifted and refused. */
export const recordSightings =
  (deps: RecordDeps) =>
  async (event: SecurityHubEvent, { telemetry }: Pick<Invocation, "telemetry">): Promise<RecordOutcome> => {
    const now = deps.clock.now();
    const judgements = event.findings.map((finding) => judge(finding, now, deps));
    const refused: Refusal[] = judgements.flatMap(({ refusals }) => refusals);
    // First the lifts: a host that another finding of this event blocks keeps its block, under that finding's name.
    const unblocked = await lift(deps.blocklist, judgements, now);
    const pending: HostRow[] = [];
    const alreadyBlocked: string[] = [];
    for (const row of newestByHost(judgements)) {
      const { outcome, row: known } = await deps.blocklist.record(row, now);
      telemetry.info(`HOST_${outcome.toUpperCase()}`, `host ${outcome} in the blocklist`, { host: row.HostIp });
      if (outcome === "ended") refused.push(blockEnded(known));
      else if (known.EnforcedAt === undefined) pending.push(known);
      else alreadyBlocked.push(known.HostIp);
    }
    const recorded = new Set([...pending.map(({ HostIp }) => HostIp), ...alreadyBlocked]);
    const lifted = unblocked.filter((host) => !recorded.has(host));
    for (const { Host, Reason, Detail } of refused)
      telemetry.info("NOT_BLOCKED", Detail, { host: Host, reason: Reason });
    telemetry.count(METRICS.hostsRecorded, pending.length);
    telemetry.count(METRICS.hostsRefused, refused.length);
    telemetry.count(METRICS.hostsLifted, lifted.length);
    return {
      NewIP: pending.length > 0,
      IPList: pending.map(({ HostIp }) => HostIp).slice(0, MAX_HOSTS_IN_PAYLOAD),
      AlreadyBlocked: alreadyBlocked.slice(0, MAX_HOSTS_IN_PAYLOAD),
      Lifted: lifted.slice(0, MAX_HOSTS_IN_PAYLOAD),
      Refused: refused.slice(0, MAX_DETAILS_IN_PAYLOAD),
      Until:
        pending
          .map(({ ExpiresAt }) => ExpiresAt)
          .sort()
          .at(-1) ?? "",
      FindingIds: event.findings.map(({ id }) => id).slice(0, MAX_DETAILS_IN_PAYLOAD),
    };
  };

/** Several findings of one event may name the same host: its newest sighting is the one that counts. */
function newestByHost(judgements: readonly Judgement[]): Iterable<HostRow> {
  const newest = new Map<string, HostRow>();
  for (const row of judgements.flatMap(({ rows }) => rows)) {
    const known = newest.get(row.HostIp);
    if (known === undefined || known.LastSeenAt < row.LastSeenAt) newest.set(row.HostIp, row);
  }
  return newest.values();
}

/** The analyst's click in Security Hub is the unblock button: a suppressed finding lifts the blocks that it made. */
async function lift(blocklist: Blocklist, judgements: readonly Judgement[], now: Date): Promise<string[]> {
  const lifted = new Set<string>();
  for (const { host, findingId } of judgements.flatMap(({ toLift }) => toLift)) {
    if (await blocklist.lift(host, findingId, now)) lifted.add(host);
  }
  return [...lifted];
}

const blockEnded = (row: HostRow): Refusal => ({
  Host: row.HostIp,
  Reason: "BLOCK_ENDED",
  Detail: `${row.HostIp} was blocked for this sighting until ${row.ExpiresAt}${row.LiftedAt === undefined ? "" : ", when its finding was suppressed"}; only a newer sighting blocks it again`,
});
