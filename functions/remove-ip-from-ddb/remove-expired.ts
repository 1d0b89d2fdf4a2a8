import { METRICS } from "../contract/metrics";
import { MAX_HOSTS_IN_PAYLOAD, type RemoveInput, type RemoveOutcome } from "../contract/payloads";
import type { Pruning } from "../ports/blocklist";
import type { Clock } from "../ports/clock";
import { inParallel } from "../runtime/in-parallel";
import type { Invocation } from "../runtime/lambda-handler";

export interface RemoveExpiredDeps {
  readonly pruning: Pruning;
  readonly clock: Clock;
}

/** Moves the expired hosts into the memory, each only if it is still expired at that moment: a host seen again meanwhile stays. */
export const removeExpired =
  ({ pruning, clock }: RemoveExpiredDeps) =>
  async (input: RemoveInput, { telemetry }: Pick<Invocation, "telemetry">): Promise<RemoveOutcome> => {
    const now = clock.now();
    const { Expired, More } = input.Expired.Payload;
    const before = input.Removed?.Payload ?? NOTHING_REMOVED;
    const results = await inParallel(Expired, async (row) => ({
      host: row.HostIp,
      lifted: row.Lifted === true,
      enforced: row.Unenforced !== true,
      removed: await pruning.removeExpired(row, now),
    }));
    // A block that was lifted has been told, or is told by the reconcile that takes its rule.
    const ended = results.filter(({ lifted }) => !lifted);
    const gone = ended.filter((result) => result.removed);
    const removed = gone.filter(({ enforced }) => enforced).map(({ host }) => host);
    const unenforced = gone.filter(({ enforced }) => !enforced).map(({ host }) => host);
    telemetry.info("EXPIRED_REMOVED", `${gone.length} expired hosts removed`, {
      removed: removed.length,
      unenforced: unenforced.length,
      kept: ended.length - gone.length,
      lifted: results.length - ended.length,
    });
    telemetry.count(METRICS.hostsExpired, gone.length);
    return {
      Removed: [...before.Removed, ...removed].slice(0, MAX_HOSTS_IN_PAYLOAD),
      RemovedCount: before.RemovedCount + removed.length,
      Unenforced: [...before.Unenforced, ...unenforced].slice(0, MAX_HOSTS_IN_PAYLOAD),
      UnenforcedCount: before.UnenforcedCount + unenforced.length,
      KeptCount: before.KeptCount + ended.length - gone.length,
      More,
    };
  };

const NOTHING_REMOVED: RemoveOutcome = {
  Removed: [],
  RemovedCount: 0,
  Unenforced: [],
  UnenforcedCount: 0,
  KeptCount: 0,
  More: false,
};
