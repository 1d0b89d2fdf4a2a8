import type { PlannedStack } from "../plan/summary";
import { isInterrupted } from "../terraform/interruption";
import { nextSteps } from "./next-steps";
import { reconcileDeployed } from "./reconcile-deployed";
import { reconcileTwice } from "./reconcile-twice";
import type { Session } from "./session";
import { smokeTest } from "./smoke-test";

/**
 * Reconciles, sends a sample through, and says what is left to do; answers the exit code.
 * @param applied what this run has applied
 */
export async function check(session: Session, applied: readonly PlannedStack[]): Promise<number> {
  const { io, options, connection } = session;
  const write = (lines: readonly string[]) => lines.forEach((line) => io.write(line));
  const reconciled = await (applied.length === 0 ? reconcileDeployed : reconcileTwice)(session);
  write(reconciled.lines);
  // Who interrupted the last apply, which then ended well, waits for no more than the rules.
  const stopped = isInterrupted();
  const smoke = options.smoke && !stopped ? await smokeTest(session) : undefined;
  write(smoke?.lines ?? (stopped ? ["smoke test: not made, since the run was interrupted"] : []));
  const ok = reconciled.ok && smoke?.ok !== false && !stopped;
  const next = nextSteps(connection.target, {
    applied,
    usedByNoPolicy: reconciled.usedByNoPolicy,
    smoke: smoke === undefined ? "not made" : ok ? "held" : "failed",
  });
  write(["next:", ...next.map((step) => `- ${step}`)]);
  return ok ? 0 : 1;
}
