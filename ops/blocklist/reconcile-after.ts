import type { ReconcileOutcome } from "../../functions/contract/payloads";
import { explainFailure } from "../aws/explain-failure";
import { reconcileByFunction, type Asked } from "../aws/reconcile";
import { OpsError } from "../command/ops-error";
import type { ChangingSession } from "./session";

const NEXT = "reconcile once more after that, or leave it to the next scheduled run";

/**
 * Has the rules made equal to the table. What goes wrong now must not read as if nothing had happened: rows were written
 * before, and the function may have failed after its update.
 * @param written such as "5.6.7.8 is recorded"; "" when nothing was
 * @throws OpsError
 */
export async function reconcileAfter(
  { connection: { clock, target }, functions, options, io }: ChangingSession,
  written: string,
  asked: Omit<Asked, "Whole">,
): Promise<ReconcileOutcome> {
  try {
    const tools = { functions, clock, note: io.note };
    return await reconcileByFunction(tools, { ...asked, Whole: true }, options.waitSeconds);
  } catch (error) {
    const explained = explainFailure(error, target);
    if (!(explained instanceof OpsError)) throw error;
    const message = [written, `the rules may not equal the table yet: ${explained.message}`, NEXT];
    throw new OpsError(explained.code, message.filter(Boolean).join("; "), { cause: error });
  }
}
