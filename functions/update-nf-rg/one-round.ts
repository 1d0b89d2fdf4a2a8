import type { Mode } from "../contract/mode";
import type { ReconcileInput, ReconcileOutcome } from "../contract/payloads";
import type { ProjectionPolicy } from "../domain/projection";
import type { ManagedRules } from "../domain/rule-group";
import type { Blocklist } from "../ports/blocklist";
import type { Clock } from "../ports/clock";
import type { RuleGroup } from "../ports/rule-group";
import type { Invocation } from "../runtime/lambda-handler";
import { markHosts, unmarkHosts } from "./enforcement-marks";
import { outcomeOf } from "./outcome";
import { plan, type Plan } from "./plan";
import { forCalls, type Patience } from "./round-time";
import { settled } from "./settled";
import { measureTimeToBlock } from "./time-to-block";
import { updateUnlessStale } from "./update-unless-stale";

export interface RoundDeps {
  readonly blocklist: Blocklist;
  readonly ruleGroup: RuleGroup;
  readonly clock: Clock;
  readonly policy: ProjectionPolicy;
  readonly managed: ManagedRules;
  /** observe: rules of blocks that end go, and none is made. */
  readonly mode: Mode;
}

/** Why a round must be done anew. */
export type Again = "STALE_TOKEN" | "ROW_CHANGED" | "GROUP_CHANGED" | "FIREWALL_UNAVAILABLE";

/**
 * One round of a reconcile.
 * @param attempted updates of earlier rounds; this round's is added, unless the firewall says that it was not made
 */
export async function oneRound(
  deps: RoundDeps,
  input: ReconcileInput,
  attempted: Plan[],
  invocation: Invocation & Patience,
): Promise<ReconcileOutcome | Again> {
  const { blocklist, ruleGroup } = deps;
  const timeMs = forCalls(invocation);
  // The token before the rows: a row written after this read belongs to a writer that reconciles after us,
  // and an update by anyone in between makes our token stale.
  const current = await ruleGroup.describe(timeMs);
  const rows = await blocklist.readAll();
  const now = deps.clock.now();
  const planned = plan(current, rows, now, deps);
  let { version } = current;

  // EnforcedAt promises that the rule group holds the host, so it goes before the rule goes …
  if (!(await unmarkHosts(blocklist, planned.toUnmark, now))) return "ROW_CHANGED";
  if (planned.merged.changed) {
    attempted.push(planned);
    const updated = await updateUnlessStale(deps, current, planned.merged, invocation);
    if (updated.outcome !== "updated") {
      attempted.pop();
      return updated.outcome === "stale" ? "STALE_TOKEN" : "FIREWALL_UNAVAILABLE";
    }
    version = updated.version;
    if (!(await settled(blocklist, planned, rows, now))) return "ROW_CHANGED";
  }
  // … and comes after the rule has come. It may have gone since, by a reconcile that read the table when the row was
  // not there yet, or no longer: its update took the rule before we set the mark, and only the group can tell.
  const markedAt = deps.clock.now();
  measureTimeToBlock(await markHosts(blocklist, planned.toMark, markedAt), markedAt, invocation.telemetry);
  if (planned.toMark.length > 0 && !(await ruleGroup.isCurrent(version, timeMs))) return "GROUP_CHANGED";
  return outcomeOf(input, current, planned, attempted, now);
}
