import { CodedError } from "../contract/coded-error";
import { METRICS } from "../contract/metrics";
import type { ReconcileInput, ReconcileOutcome } from "../contract/payloads";
import type { Allowlist } from "../domain/allowlist";
import type { MergedRules } from "../domain/merge";
import type { ManagedRules } from "../domain/rule-group";
import type { Blocklist } from "../ports/blocklist";
import type { Clock } from "../ports/clock";
import type { RuleGroup, RuleGroupSnapshot } from "../ports/rule-group";
import type { Invocation } from "../runtime/lambda-handler";
import { fullJitterMs } from "./backoff";
import { enforcedAlready } from "./enforced-already";
import { markHosts, unmarkHosts } from "./enforcement-marks";
import { outcomeOf } from "./outcome";
import { plan } from "./plan";
import { reportOutcome } from "./report-outcome";
import { settled } from "./settled";

export interface RoundDeps {
  readonly blocklist: Blocklist;
  readonly ruleGroup: RuleGroup;
  readonly clock: Clock;
  readonly allowlist: Allowlist;
  readonly managed: ManagedRules;
}

/** Time that one more round needs, so that an invocation ends with an error of ours and not with Lambda's. */
const ROUND_MS = 5_000;

/**
 * Describe, read, plan, update, mark; anew for as long as others are faster or the firewall does not answer.
 * @throws CodedError FIREWALL_BUSY when others changed the group each time, within the time that was left
 */
export async function reconcileInRounds(
  deps: RoundDeps,
  input: ReconcileInput,
  { telemetry, timeLeftMs }: Invocation,
): Promise<ReconcileOutcome> {
  for (let round = 0; ; round += 1) {
    const known = round === 0 ? undefined : await enforcedAlready(deps.blocklist, input);
    if (known !== undefined) return known;
    const result = await oneRound(deps, input, { telemetry, timeLeftMs }).catch(retryableReason);
    if (typeof result !== "string") {
      reportOutcome(result, telemetry);
      return result;
    }
    telemetry.count(METRICS.firewallConflicts, 1);
    const waitMs = fullJitterMs(round, deps.clock.random());
    if (timeLeftMs() < waitMs + ROUND_MS) {
      throw new CodedError(
        result === "FIREWALL_UNAVAILABLE" ? result : "FIREWALL_BUSY",
        `the rule group could not be updated in ${round + 1} rounds (last: ${result}). Nothing is lost: the table has the hosts, ` +
          `the state machine tries again, and the next reconcile blocks them`,
      );
    }
    telemetry.info("RECONCILE_AGAIN", `round ${round + 1} did not finish, another follows`, {
      reason: result,
      waitMs,
    });
    await deps.clock.sleep(waitMs);
  }
}

/** Why a round must be done anew. */
type Again = "STALE_TOKEN" | "ROW_CHANGED" | "FIREWALL_UNAVAILABLE";

type Time = Pick<Invocation, "telemetry" | "timeLeftMs">;

async function oneRound(deps: RoundDeps, input: ReconcileInput, time: Time): Promise<ReconcileOutcome | Again> {
  // The token before the rows: a row written after this read belongs to a writer that reconciles after us,
  // and an update by anyone in between makes our token stale.
  const current = await deps.ruleGroup.describe();
  const rows = await deps.blocklist.readAll();
  const planned = plan(current, rows, deps.clock.now(), deps);

  // EnforcedAt promises that the rule group holds the host, so it goes before the rule goes …
  if (!(await unmarkHosts(deps.blocklist, planned.toUnmark))) return "ROW_CHANGED";
  if (planned.merged.changed) {
    const updated = await updateUnlessStale(deps, current, planned.merged, time);
    if (updated !== "updated") return updated;
    if (!(await settled(deps.blocklist, planned.merged, rows))) return "ROW_CHANGED";
  }
  // … and comes after the rule has come.
  await markHosts(deps.blocklist, planned.toMark, deps.clock.now());
  return outcomeOf(input, current, planned);
}

/**
 * A throttled update is sent again as it is: a new describe would take the very call that the update waits for. The
 * token still tells whether anyone was faster.
 */
async function updateUnlessStale(
  { ruleGroup, clock }: RoundDeps,
  current: RuleGroupSnapshot,
  merged: MergedRules,
  { telemetry, timeLeftMs }: Time,
): Promise<"updated" | Again> {
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await ruleGroup.update(current, merged);
    if (outcome === "updated") return outcome;
    if (outcome === "stale") return "STALE_TOKEN";
    telemetry.count(METRICS.firewallThrottles, 1);
    const waitMs = fullJitterMs(attempt + THROTTLED_ROUNDS, clock.random());
    if (timeLeftMs() < waitMs + ROUND_MS) return "FIREWALL_UNAVAILABLE";
    await clock.sleep(waitMs);
  }
}

/** Throttling is a matter of seconds: the first wait is drawn from the first 800 ms, not from 200. */
const THROTTLED_ROUNDS = 2;

/** A retryable error of the firewall is one more reason for a new round; everything else ends the invocation. */
function retryableReason(error: unknown): Again {
  if (error instanceof CodedError && error.code === "FIREWALL_UNAVAILABLE") return error.code;
  throw error;
}
