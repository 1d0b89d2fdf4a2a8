import { METRICS } from "../contract/metrics";
import { MAX_HOSTS_IN_PAYLOAD, type RemoveInput, type RemoveOutcome } from "../contract/payloads";
import type { Blocklist } from "../ports/blocklist";
import type { Clock } from "../ports/clock";
import { inParallel } from "../runtime/in-parallel";
import type { Invocation } from "../runtime/lambda-handler";

export interface RemoveExpiredDeps {
  readonly blocklist: Blocklist;
  readonly clock: Clock;
}

/** Deletes the expired hosts, each only if it is still expired at that moment: a host seen again meanwhile stays. */
export const removeExpired =
  ({ blocklist, clock }: RemoveExpiredDeps) =>
  async (input: RemoveInput, { telemetry }: Pick<Invocation, "telemetry">): Promise<RemoveOutcome> => {
    const now = clock.now();
    const results = await inParallel(input.Expired, async (row) => ({
      host: row.HostIp,
      removed: await blocklist.removeExpired(row, now),
    }));
    const removed = results.filter((result) => result.removed).map(({ host }) => host);
    telemetry.info("EXPIRED_REMOVED", `${removed.length} expired hosts removed`, {
      removed: removed.length,
      kept: results.length - removed.length,
    });
    telemetry.count(METRICS.hostsExpired, removed.length);
    return {
      Removed: removed.slice(0, MAX_HOSTS_IN_PAYLOAD),
      RemovedCount: removed.length,
      KeptCount: results.length - removed.length,
      More: input.More,
    };
  };
