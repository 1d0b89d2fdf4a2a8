import * as z from "zod/mini";
import { reconcileOutcome, type ReconcileOutcome } from "../../functions/contract/payloads";
import { functionsOf } from "../aws/functions";
import { outcomeLines } from "../blocklist/render-outcome";
import { OpsError } from "../command/ops-error";
import { checkFailed, notServed } from "./check-failed";
import type { Session } from "./session";

const FUNCTION = "update-nf-rg";
/** Longer than a lease lasts (functions/domain/lease.ts). */
const WAIT_SECONDS = 150;

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
    const until = clock.now().getTime() + WAIT_SECONDS * 1_000;
    for (let told = false; ; told = true) {
      const answer = await functions.invoke(FUNCTION, { IPList: [], Lifted: [], FindingIds: [] });
      const { success, data } = z.safeParse(reconcileOutcome, answer);
      if (!success) throw new OpsError("FUNCTION_FAILED", `${FUNCTION} answered no outcome: is it of this commit?`);
      const waitMs = data.RetryAfterSeconds * 1_000;
      if (waitMs <= 0) return data;
      if (clock.now().getTime() + waitMs > until) {
        throw new OpsError("LEASE_HELD", `another reconcile still had its turn after ${WAIT_SECONDS} s`);
      }
      if (!told) io.note("another reconcile runs, or has just run: waiting for the turn");
      await clock.sleep(waitMs);
    }
  } finally {
    functions.close();
  }
}
