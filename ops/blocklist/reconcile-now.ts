import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { randomUUID } from "node:crypto";
import { onTable } from "../../functions/adapters/dynamodb-errors";
import type { ReconcileInput, ReconcileOutcome } from "../../functions/contract/payloads";
import { utcTime } from "../../functions/domain/utc-time";
import type { Telemetry } from "../../functions/ports/telemetry";
import { reconcile } from "../../functions/update-nf-rg/reconcile";
import type { Connection } from "../aws/connect";
import { explainFailure } from "../aws/explain-failure";
import { OpsError } from "../command/ops-error";
import type { Session } from "./session";

/** As long as update-nf-rg may run: shorter than the lease. */
const RUN_MS = 90_000;

/** Logs and metrics are the function's; here the outcome tells it all. */
const SILENT: Telemetry = { info: () => {}, warn: () => {}, error: () => {}, count: () => {} };

/**
 * What update-nf-rg does, with the caller's credentials and in its turn.
 * @throws OpsError LEASE_HELD when another one has the turn for longer than one waits; CodedError
 */
export async function reconcileNow(
  { connection, options, io }: Session,
  asked: Pick<ReconcileInput, "IPList" | "Lifted">,
): Promise<ReconcileOutcome> {
  const { clock } = connection;
  const run = reconcile(await connection.reconcileDeps());
  const until = clock.now().getTime() + options.waitSeconds * 1_000;
  for (let told = false; ;) {
    const startedAt = clock.now().getTime();
    const outcome = await run(
      { ...asked, FindingIds: [] },
      {
        telemetry: SILENT,
        requestId: `${connection.caller} ${randomUUID()}`,
        timeLeftMs: () => RUN_MS - (clock.now().getTime() - startedAt),
      },
    );
    const waitMs = outcome.RetryAfterSeconds * 1_000;
    if (waitMs === 0) return outcome;
    if (clock.now().getTime() + waitMs > until) throw await leaseHeld(connection, options.waitSeconds);
    if (!told) io.note("another reconcile runs, or has just run: waiting for the turn");
    told = true;
    await clock.sleep(waitMs);
  }
}

async function leaseHeld({ tables, target: { names } }: Connection, waited: number): Promise<OpsError> {
  const read = new GetItemCommand({
    TableName: names.lease,
    Key: { LeaseName: { S: "reconcile" } },
    ConsistentRead: true,
  });
  const { Item } = await onTable(names.lease, () => tables.send(read));
  const owner = Item?.Owner?.S ?? "unknown";
  return new OpsError(
    "LEASE_HELD",
    `the reconcile of ${owner}, begun ${utcTime(Item?.TakenAt?.S)}, still had its turn after ${waited} s (--wait): run reconcile again, or leave it to the next scheduled run`,
  );
}

/**
 * The same after a row was written: what goes wrong now must not read as if nothing had happened.
 * @param written what was done, such as "5.6.7.8 is recorded"
 */
export async function reconcileAfter(
  session: Session,
  written: string,
  asked: Pick<ReconcileInput, "IPList" | "Lifted">,
): Promise<ReconcileOutcome> {
  try {
    return await reconcileNow(session, asked);
  } catch (error) {
    const explained = explainFailure(error, session.connection.target);
    if (!(explained instanceof OpsError)) throw error;
    const next = "the table is what counts, and the next reconcile makes the rules equal it";
    throw new OpsError(explained.code, `${written}, but the rules are as before: ${explained.message}; ${next}`, {
      cause: error,
    });
  }
}
