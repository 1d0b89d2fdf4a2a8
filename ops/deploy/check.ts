import type { PlannedStack } from "../plan/summary";
import { nextSteps } from "./next-steps";
import { reconcileDeployed, type Checked } from "./reconcile-deployed";
import type { Session } from "./session";
import { smokeTest } from "./smoke-test";

/**
 * Reconciles, sends a sample through, and says what is left to do; answers the exit code.
 * @param applied what this run has applied
 */
export async function check(session: Session, applied: readonly PlannedStack[]): Promise<number> {
  const { io, options, connection } = session;
  const write = (lines: readonly string[]) => lines.forEach((line) => io.write(line));
  const reconciled = await reconcileAfter(session, applied);
  write(reconciled.lines);
  const smoke = options.smoke ? await smokeTest(session) : undefined;
  write(smoke?.lines ?? []);
  const ok = reconciled.ok && smoke?.ok !== false;
  const next = nextSteps(connection.target, {
    applied,
    usedByNoPolicy: reconciled.usedByNoPolicy,
    smoke: smoke === undefined ? "not made" : ok ? "held" : "failed",
  });
  write(["next:", ...next.map((step) => `- ${step}`)]);
  return ok ? 0 : 1;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency */
const RIGHTS_ARRIVE_MS = 20_000;

/** Rights that were given a moment ago may not have arrived everywhere: what fails then is tried once more. */
async function reconcileAfter(session: Session, applied: readonly PlannedStack[]): Promise<Checked> {
  const first = await reconcileDeployed(session);
  if (first.ok || applied.length === 0) return first;
  session.io.note("the reconcile failed; once more in 20 s, since new rights take a while to arrive");
  await session.clock.sleep(RIGHTS_ARRIVE_MS);
  return reconcileDeployed(session);
}
