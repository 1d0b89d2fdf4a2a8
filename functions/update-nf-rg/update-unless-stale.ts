import { METRICS } from "../contract/metrics";
import type { RuleGroupRules } from "../domain/rule-group";
import type { Clock } from "../ports/clock";
import type { RuleGroup, RuleGroupSnapshot, UpdateOutcome } from "../ports/rule-group";
import type { Invocation } from "../runtime/lambda-handler";
import { fullJitterMs } from "./backoff";
import { forCalls, ROUND_MS, type Patience } from "./round-time";

/** AWS counts calls by the second: an update that is sent again sooner is one more call that is refused. */
const LEAST_WAIT_MS = 1_000;

/**
 * A throttled update is sent again as it is: a new describe would take the very call that the update waits for. The
 * token still tells whether anyone was faster. "throttled": the time is up.
 */
export async function updateUnlessStale(
  { ruleGroup, clock }: { readonly ruleGroup: RuleGroup; readonly clock: Clock },
  current: RuleGroupSnapshot,
  rules: RuleGroupRules,
  { telemetry, ...patience }: Pick<Invocation, "telemetry"> & Patience,
): Promise<UpdateOutcome> {
  const { timeLeftMs } = patience;
  for (let attempt = 0; ; attempt += 1) {
    const updated = await ruleGroup.update(current, rules, forCalls(patience));
    if (updated.outcome !== "throttled") return updated;
    telemetry.count(METRICS.firewallThrottles, 1);
    const waitMs = LEAST_WAIT_MS + fullJitterMs(attempt, clock.random());
    if (timeLeftMs() < waitMs + ROUND_MS) return updated;
    await clock.sleep(waitMs);
  }
}
