import * as z from "zod/mini";
import { reconcileOutcome, type ReconcileInput, type ReconcileOutcome } from "../../functions/contract/payloads";
import type { Clock } from "../../functions/ports/clock";
import { OpsError } from "../command/ops-error";
import type { Functions } from "./functions";

const FUNCTION = "update-nf-rg";
/** It knows no Whole, and a row said that a rule holds the host: then it does not look. */
const OLD = `the deployed ${FUNCTION} is of before this version, and has not looked at the rules: deploy this version`;
/** Longer than a lease lasts (functions/domain/lease.ts). */
export const WAIT_SECONDS = 150;

export type Asked = Pick<ReconcileInput, "IPList" | "Lifted" | "Whole">;
export const EVERYTHING: Asked = { IPList: [], Lifted: [] };

/**
 * Has the deployed function reconcile, in its turn. Nobody else writes the rules: its config is the one that counts, and
 * alarms and dashboard hear of it (ADR 12).
 * @throws OpsError LEASE_HELD when others have the turn for longer than one waits, FUNCTION_FAILED; ServiceFailed
 */
export async function reconcileByFunction(
  { functions, clock, note }: { readonly functions: Functions; readonly clock: Clock; note: (line: string) => void },
  asked: Asked,
  waitSeconds = WAIT_SECONDS,
): Promise<ReconcileOutcome> {
  const until = clock.now().getTime() + waitSeconds * 1_000;
  for (let told = false; ; told = true) {
    const answer = await functions.invoke(FUNCTION, { ...asked, FindingIds: [] });
    const { success, data } = z.safeParse(reconcileOutcome, answer);
    if (!success) throw new OpsError("FUNCTION_FAILED", `${FUNCTION} answered no outcome: is it of this commit?`);
    const waitMs = data.RetryAfterSeconds * 1_000;
    if (waitMs <= 0) {
      if (asked.Whole && data.CapacityUnits === 0 && data.Blocked.length > 0)
        throw new OpsError("FUNCTION_FAILED", OLD);
      return data;
    }
    if (clock.now().getTime() + waitMs > until)
      throw new OpsError("LEASE_HELD", `another reconcile still had its turn after ${waitSeconds} s`);
    if (!told) note("another reconcile runs, or has just run: waiting for the turn");
    await clock.sleep(waitMs);
  }
}
