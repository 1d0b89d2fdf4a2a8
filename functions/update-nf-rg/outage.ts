import { CodedError } from "../contract/coded-error";
import { OUTAGE_ERRORS } from "../contract/errors";
import { MAX_HOSTS_IN_PAYLOAD, type ReconcileInput, type ReconcileOutcome } from "../contract/payloads";
import type { HostRow } from "../domain/host-row";
import { project, type ProjectionPolicy } from "../domain/projection";
import type { Blocklist } from "../ports/blocklist";
import type { Clock } from "../ports/clock";
import { nothingMeasured } from "./enforced-already";

/**
 * An execution waits for the firewall for so long. Then its BlockTraffic fails and is retried like any other task, and
 * the execution ends FAILED: the state machine's TimeoutSeconds must have room for both.
 */
export const WAIT_FOR_FIREWALL_SECONDS = 3_600;

/** Whether the state machine knows how to wait, and has not waited for too long. */
export function mayWait({ MayWait = false, StartedAt = "" }: ReconcileInput, now: Date): boolean {
  // Not for an unreadable time.
  return MayWait && waitedSeconds(StartedAt, now) < WAIT_FOR_FIREWALL_SECONDS;
}

/**
 * The answer of a reconcile that the firewall did not let through: which hosts wait, and when to ask again.
 * @throws CodedError the error itself, when it is another one or the execution may not wait
 */
export async function outageOrThrow(
  {
    blocklist,
    policy,
    clock,
  }: { readonly blocklist: Blocklist; readonly policy: ProjectionPolicy; readonly clock: Clock },
  input: ReconcileInput,
  error: unknown,
): Promise<ReconcileOutcome> {
  const now = clock.now();
  if (!(error instanceof CodedError) || !OUTAGE_ERRORS.includes(error.code) || !mayWait(input, now)) throw error;
  const waiting = waitingHosts(await blocklist.readAll(), input.IPList, policy, now);
  return {
    ...nothingMeasured,
    RetryAfterSeconds: secondsToWait(waitedSeconds(input.StartedAt ?? "", now), clock.random()),
    Outage: {
      Error: error.code,
      Cause: error.message.slice(0, CAUSE_LENGTH),
      FailedAt: now.toISOString(),
      Waiting: waiting.slice(0, MAX_HOSTS_IN_PAYLOAD),
      WaitingCount: waiting.length,
    },
  };
}

const CAUSE_LENGTH = 1_000;
/** The group's capacity is unknown while it cannot be read. */
const ANY_CAPACITY = Number.MAX_SAFE_INTEGER;

/** Hosts that should be blocked and are not: first those that were asked for, then the ones that were seen last. */
function waitingHosts(
  rows: readonly HostRow[],
  asked: readonly string[],
  policy: ProjectionPolicy,
  now: Date,
): readonly string[] {
  const { excluded } = project(rows, now, policy, ANY_CAPACITY);
  const waiting = rows
    .filter(({ HostIp, EnforcedAt }) => EnforcedAt === undefined && !excluded.has(HostIp))
    .toSorted((a, b) => (a.LastSeenAt < b.LastSeenAt ? 1 : a.LastSeenAt > b.LastSeenAt ? -1 : 0))
    .map(({ HostIp }) => HostIp);
  const first = new Set(asked.filter((host) => waiting.includes(host)));
  return [...first, ...waiting.filter((host) => !first.has(host))];
}

const waitedSeconds = (startedAt: string, now: Date): number => (now.getTime() - Date.parse(startedAt)) / 1_000;

const [SHORTEST_SECONDS, LONGEST_SECONDS, SPREAD_SECONDS] = [10, 60, 10];

/** Short at first, since most outages are; then once a minute. Spread, so that not all ask at once. */
const secondsToWait = (waited: number, random: number): number =>
  Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, Math.floor(waited / 4))) + Math.floor(random * SPREAD_SECONDS);
