import { wasInForce } from "../domain/host-row";
import type { ExpiredOutcome, FindExpiredInput } from "../contract/payloads";
import type { Blocklist } from "../ports/blocklist";
import type { Clock } from "../ports/clock";
import type { Invocation } from "../runtime/lambda-handler";

export interface FindExpiredDeps {
  readonly blocklist: Blocklist;
  readonly clock: Clock;
  readonly pageHosts: number;
}

/** The hosts whose block has ended, a bounded page of them. */
export const findExpired =
  (deps: FindExpiredDeps) =>
  async (input: FindExpiredInput, { telemetry }: Pick<Invocation, "telemetry">): Promise<ExpiredOutcome> => {
    const after = input.Expired?.Payload.Cursor ?? "";
    const { rows, more } = await deps.blocklist.findExpired(deps.clock.now(), deps.pageHosts, after);
    telemetry.info("EXPIRED_FOUND", `${rows.length} hosts are expired`, { expired: rows.length, more });
    return {
      PruneNeeded: rows.length > 0,
      ExpiredCount: rows.length,
      Expired: rows.map((row) => ({
        HostIp: row.HostIp,
        ExpiresAt: row.ExpiresAt,
        ...(!wasInForce(row) && { Unenforced: true }),
        ...(row.LiftedAt !== undefined && { Lifted: true }),
      })),
      More: more,
      Cursor: more ? (rows.at(-1)?.HostIp ?? "") : "",
    };
  };
