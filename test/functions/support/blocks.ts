/** What findings do to the blocklist, by rows: tests of others say what is to be there. */
import { sight, suppress } from "../../../functions/domain/block";
import type { HostRow } from "../../../functions/domain/host-row";
import type { Sighting } from "../../../functions/domain/sighting";
import { NOW, row, type World } from "./world";

const sightingOf = (one: HostRow): Sighting => {
  const { FindingId, FindingType, Severity, AccountId, Region, Reason } = one;
  return {
    host: one.HostIp,
    seenAt: one.LastSeenAt,
    finding: { FindingId, FindingType, Severity, AccountId, Region, Reason },
  };
};

/** Records the sighting that this row tells of. */
export const recordRow = (world: Pick<World, "recording">, one: HostRow, now: Date = NOW) =>
  world.recording.change(one.HostIp, now, (known) =>
    sight(known, sightingOf(one), now, { retentionHours: 720, factor: 1, ceilingHours: 720 }),
  );

/** Suppresses the finding that blocks the host; true when its block is lifted. */
export const liftRow = async (world: Pick<World, "recording">, host: string): Promise<boolean> => {
  const change = await world.recording.change(host, NOW, (known) =>
    suppress(known, { ...sightingOf(row(host)), seenAt: known.row?.LastSeenAt }, NOW),
  );
  return change.outcome === "lifted";
};
