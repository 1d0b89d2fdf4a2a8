import { CodedError } from "../contract/coded-error";
import { METRICS } from "../contract/metrics";
import type { Mode } from "../contract/mode";
import type { ReconcileInput, ReconcileOutcome } from "../contract/payloads";
import type { Allowlist } from "../domain/allowlist";
import type { ManagedRules } from "../domain/rule-group";
import type { Blocklist } from "../ports/blocklist";
import type { Clock } from "../ports/clock";
import type { RuleGroup } from "../ports/rule-group";
import type { Invocation } from "../runtime/lambda-handler";
import { fullJitterMs } from "./backoff";
import { enforcedAlready } from "./enforced-already";
import { markHosts, unmarkHosts } from "./enforcement-marks";
import { outcomeOf, observed } from "./outcome";
import { plan } from "./plan";
import { settled } from "./settled";

export interface ReconcileDeps {
  readonly blocklist: Blocklist;
  readonly ruleGroup: RuleGroup;
  readonly clock: Clock;
  readonly allowlist: Allowlist;
  readonly managed: ManagedRules;
  readonly mode: Mode;
}

/** Time that one more round needs, so that an invocation ends with an error of ours and not with Lambda's. */
const ROUND_MS = 5_000;

/**
 * Makes the rule group equal the projection of the blocklist (design, "Reconcile: the heart").
 * @throws CodedError FIREWALL_BUSY when others changed the group each time, within the time that was left
 */
export const reconcile =
  (deps: ReconcileDeps) =>
  async (input: ReconcileInput, { telemetry, timeLeftMs }: Invocation): Promise<ReconcileOutcome> => {
    if (deps.mode === "observe") return observed(input);
    for (let round = 0; ; round += 1) {
      const result = await oneRound(deps, input).catch(retryableReason);
      if (typeof result !== "string") {
        report(result, telemetry);
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
  };

/** Why a round must be done anew. */
type Again = "STALE_TOKEN" | "ROW_CHANGED" | "FIREWALL_UNAVAILABLE";

async function oneRound(deps: ReconcileDeps, input: ReconcileInput): Promise<ReconcileOutcome | Again> {
  const known = await enforcedAlready(deps.blocklist, input);
  if (known !== undefined) return known;

  // The token before the rows: a row written after this read belongs to a writer that reconciles after us,
  // and an update by anyone in between makes our token stale.
  const current = await deps.ruleGroup.describe();
  const rows = await deps.blocklist.readAll();
  const planned = plan(current, rows, deps.clock.now(), deps);

  // EnforcedAt promises that the rule group holds the host, so it goes before the rule goes …
  if (!(await unmarkHosts(deps.blocklist, planned.toUnmark))) return "ROW_CHANGED";
  if (planned.merged.changed) {
    if ((await deps.ruleGroup.update(current, planned.merged)) === "stale") return "STALE_TOKEN";
    if (!(await settled(deps.blocklist, planned.merged, rows))) return "ROW_CHANGED";
  }
  // … and comes after the rule has come.
  await markHosts(deps.blocklist, planned.toMark, deps.clock.now());
  return outcomeOf(input, current, planned);
}

/** A retryable error of the firewall is one more reason for a new round; everything else ends the invocation. */
function retryableReason(error: unknown): Again {
  if (error instanceof CodedError && error.code === "FIREWALL_UNAVAILABLE") return error.code;
  throw error;
}

function report(outcome: ReconcileOutcome, telemetry: Invocation["telemetry"]): void {
  telemetry.info("RECONCILED", outcome.Changed ? "the rule group was updated" : "the rule group needed no update", {
    added: outcome.AddedCount,
    removed: outcome.RemovedCount,
    leftOut: outcome.LeftOutCount,
  });
  if (outcome.CapacityUnits === 0) return;
  telemetry.count(METRICS.firewallUpdates, outcome.Changed ? 1 : 0);
  telemetry.count(METRICS.hostsInForce, outcome.HostsInForce);
  telemetry.count(METRICS.hostsLeftOut, outcome.LeftOutCount);
  telemetry.count(METRICS.capacityUsedPercent, Math.ceil((100 * outcome.CapacityUsedUnits) / outcome.CapacityUnits));
  telemetry.count(METRICS.groupUsedByNoPolicy, outcome.UsedByNoPolicy ? 1 : 0);
}
