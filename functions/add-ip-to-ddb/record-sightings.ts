import type { RecordOutcome, Refusal } from "../contract/payloads";
import { MAX_DETAILS_IN_PAYLOAD, MAX_HOSTS_IN_PAYLOAD } from "../contract/payloads";
import { METRICS } from "../contract/metrics";
import { sight } from "../domain/block";
import type { HostRow } from "../domain/host-row";
import { judge, type Judgement } from "../domain/judge";
import type { Protection } from "../domain/protection";
import type { BlockPolicy } from "../domain/refusals";
import type { Sighting } from "../domain/sighting";
import type { Stay } from "../domain/stay";
import { utcTime } from "../domain/utc-time";
import type { Recording } from "../ports/blocklist";
import type { Clock } from "../ports/clock";
import type { Invocation } from "../runtime/lambda-handler";
import { liftSuppressed } from "./lift-suppressed";
import { stayingBlocked } from "./staying-blocked";
import type { SecurityHubEvent } from "./security-hub-event";

export interface RecordDeps {
  readonly recording: Recording;
  readonly clock: Clock;
  readonly protection: Protection;
  readonly policy: BlockPolicy;
  readonly stay: Stay;
}

/** Records every host to block of every finding in the event; says what is new, known, lifted and refused. */
export const recordSightings =
  (deps: RecordDeps) =>
  async (event: SecurityHubEvent, { telemetry }: Pick<Invocation, "telemetry">): Promise<RecordOutcome> => {
    const now = deps.clock.now();
    const judgements = event.findings.map((finding) => judge(finding, deps.policy, deps.protection));
    const refused: Refusal[] = judgements.flatMap(({ refusals }) => refusals);
    const pending = new Map<string, HostRow>();
    const alreadyBlocked = new Set<string>();
    for (const sighting of oldestFirst(judgements)) {
      const { host } = sighting;
      const { outcome, row } = await deps.recording.change(host, now, (known) =>
        sight(known, sighting, now, deps.stay),
      );
      telemetry.info(`HOST_${outcome.toUpperCase()}`, `host ${outcome} in the blocklist`, { host });
      if (outcome === "ended") refused.push(blockEnded(row));
      else if (row.EnforcedAt === undefined) pending.set(host, row);
      else alreadyBlocked.add(host);
    }
    // After the sightings: a host that another finding of this event names stays blocked, under that finding's name.
    const { lifted, kept } = await liftSuppressed(
      deps.recording,
      judgements.flatMap(({ toLift }) => toLift),
      now,
    );
    for (const host of lifted) if (!pending.delete(host)) alreadyBlocked.delete(host);
    refused.push(...(await stayingBlocked(deps.recording, judgements, now)));
    for (const { Host, Reason, Detail } of refused)
      telemetry.info("NOT_BLOCKED", Detail, { host: Host, reason: Reason });
    telemetry.count(METRICS.hostsRecorded, pending.size);
    telemetry.count(METRICS.hostsRefused, refused.length);
    telemetry.count(METRICS.hostsLifted, lifted.length);
    const listed = [...pending.values()].slice(0, MAX_HOSTS_IN_PAYLOAD);
    return {
      NewIP: pending.size > 0,
      IPList: listed.map(({ HostIp }) => HostIp),
      CreatedAt: listed.map(({ CreatedAt }) => CreatedAt),
      ExpiresAt: listed.map(({ ExpiresAt }) => ExpiresAt),
      AlreadyBlocked: [...alreadyBlocked].slice(0, MAX_HOSTS_IN_PAYLOAD),
      Lifted: lifted.slice(0, MAX_HOSTS_IN_PAYLOAD),
      Kept: kept.slice(0, MAX_DETAILS_IN_PAYLOAD),
      Refused: refused.slice(0, MAX_DETAILS_IN_PAYLOAD),
      Until:
        [...pending.values()]
          .map(({ ExpiresAt }) => ExpiresAt)
          .sort()
          .at(-1) ?? "",
      FindingIds: event.findings.map(({ id }) => id).slice(0, MAX_DETAILS_IN_PAYLOAD),
    };
  };

/** Several findings of one event may name the same host: each is noted, and the newest sighting has the last word. */
const oldestFirst = (judgements: readonly Judgement[]): readonly Sighting[] =>
  judgements.flatMap(({ toBlock }) => toBlock).toSorted((a, b) => compare(a.seenAt ?? LAST, b.seenAt ?? LAST));

/** After every time. */
const LAST = "~";
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function blockEnded({ HostIp, LiftedAt, LiftedBy, ExpiresAt, FindingId }: HostRow): Refusal {
  const onlyNewer = "only a newer sighting blocks it again";
  const how = LiftedBy === undefined && FindingId !== "" ? `suppressing ${FindingId}` : "an operator";
  const Detail =
    LiftedAt === undefined
      ? `${HostIp} was blocked for this sighting until ${utcTime(ExpiresAt)}; ${onlyNewer}`
      : `${HostIp} is not blocked: its block was lifted at ${utcTime(LiftedAt)} by ${how}, and this sighting is not newer; ${onlyNewer}`;
  return { Host: HostIp, Reason: "BLOCK_ENDED", Detail };
}
