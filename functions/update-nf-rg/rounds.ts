import { CodedError } from "../contract/coded-error";
import { METRICS } from "../contract/metrics";
import type { ReconcileInput, ReconcileOutcome } from "../contract/payloads";
import type { Invocation } from "../runtime/lambda-handler";
import { fullJitterMs } from "./backoff";
import { enforcedAlready } from "./enforced-already";
import { oneRound, type Again, type RoundDeps } from "./one-round";
import type { Plan } from "./plan";
import { reportOutcome } from "./report-outcome";
import { ROUND_MS, type Patience } from "./round-time";

/**
 * Describe, read, plan, update, mark; anew for as long as others are faster or the firewall does not answer.
 * @throws CodedError FIREWALL_BUSY when others changed the group each time, within the time that was left
 */
export async function reconcileInRounds(
  deps: RoundDeps,
  input: ReconcileInput,
  invocation: Invocation & Patience,
): Promise<ReconcileOutcome> {
  const { telemetry, timeLeftMs, callTimeLeftMs = timeLeftMs } = invocation;
  // Updates that were made, or may have been, and whose effects were not yet seen to the end.
  const attempted: Plan[] = [];
  let inDoubt = false;
  // A full group makes every call slow: a round that cannot end in time is not begun.
  let longestMs = ROUND_MS;
  for (let round = 0; ; round += 1) {
    // Step 1 again: another execution may have done it all. Not when an effect of our own is still to be looked after.
    const mayBeDone = round > 0 && attempted.length === 0 && !inDoubt;
    const known = mayBeDone ? await enforcedAlready(deps, input, deps.clock.now()) : undefined;
    if (known !== undefined) return known;
    const leftBefore = timeLeftMs();
    const result = await oneRound(deps, input, attempted, invocation).catch(retryableReason);
    if (typeof result !== "string") {
      reportOutcome(result, telemetry);
      return result;
    }
    inDoubt ||= result === "ROW_CHANGED" || result === "GROUP_CHANGED";
    telemetry.count(METRICS.firewallConflicts, 1);
    const waitMs = fullJitterMs(round, deps.clock.random());
    const left = timeLeftMs();
    longestMs = Math.max(longestMs, leftBefore - left);
    // What this invocation has done already is told by its own outcome only, so it is seen to the end beyond the patience.
    const mayTakeMs = attempted.length > 0 || inDoubt ? callTimeLeftMs() : left;
    if (mayTakeMs < waitMs + longestMs) {
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

/** A retryable error of the firewall is one more reason for a new round; everything else ends the invocation. */
function retryableReason(error: unknown): Again {
  if (error instanceof CodedError && error.code === "FIREWALL_UNAVAILABLE") return error.code;
  throw error;
}
