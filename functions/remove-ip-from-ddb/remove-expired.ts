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
    const { Expired, More } = input.Expired.Payload;
    const before = input.Removed?.Payload ?? NOTHING_REMOVED;
    const results = await inParallel(Expired, async (row) => ({
      host: row.HostIp,
      lifted: row.Lifted === true,
      removed: await blocklist.removeExpired(row, now),
    }));
    // A block that was lifted has been told; only its row goes.
    const ended = results.filter(({ lifted }) => !lifted);
    const removed = ended.filter((result) => result.removed).map(({ host }) => host);
    telemetry.info("EXPIRED_REMOVED", `${removed.length} expired hosts removed`, {
      removed: removed.length,
      kept: ended.length - removed.length,
      lifted: results.length - ended.length,
    });
    telemetry.count(METRICS.hostsExpired, removed.length);
    return {
      Removed: [...before.Removed, ...removed].slice(0, MAX_HOSTS_IN_PAYLOAD),
      RemovedCount: before.RemovedCount + removed.length,
      KeptCount: before.KeptCount + ended.length - removed.length,
      More,
    };
  };

const NOTHING_REMOVED: RemoveOutcome = { Removed: [], RemovedCount: 0, KeptCount: 0, More: false };
