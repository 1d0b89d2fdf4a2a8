import type { ReconcileOutcome } from "../../functions/contract/payloads";
import { functionsOf } from "../aws/functions";
import { EVERYTHING, reconcileByFunction } from "../aws/reconcile";
import { outcomeLines } from "../blocklist/render-outcome";
import { checkFailed, notServed } from "./check-failed";
import type { Session } from "./session";

/** What a check found: lines for the answer, and whether it holds. */
export interface Checked {
  readonly ok: boolean;
  readonly lines: readonly string[];
  readonly usedByNoPolicy: boolean;
}

/** Has the deployed function reconcile: a rule group that was replaced starts empty. */
export async function reconcileDeployed(session: Session): Promise<Checked> {
  session.io.note("reconciling");
  try {
    const outcome = await invoke(session);
    const verdict = outcome.Changed ? "the rules were made equal to the table" : "the rules equal the table already";
    return {
      ok: true,
      lines: [`reconcile: ${verdict}`, ...outcomeLines(outcome).map((line) => `  ${line}`)],
      usedByNoPolicy: outcome.UsedByNoPolicy,
    };
  } catch (error) {
    const { message } = checkFailed(error, session.connection.target);
    const next = "  the rule group may not hold what the table says, until a reconcile or the next scheduled prune";
    return { ok: false, lines: [`reconcile: FAILED: ${message}`, next], usedByNoPolicy: false };
  }
}

/** @throws OpsError, and whatever the SDK says */
async function invoke({ connection: { target }, env, clock, io }: Session): Promise<ReconcileOutcome> {
  const functions = functionsOf(target, env);
  if (functions === undefined) throw notServed(target);
  try {
    return await reconcileByFunction({ functions, clock, note: io.note }, EVERYTHING);
  } finally {
    functions.close();
  }
}
