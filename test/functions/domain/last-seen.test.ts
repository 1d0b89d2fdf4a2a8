import { sight, suppress, type Known } from "../../../functions/domain/block";
import type { HostRow } from "../../../functions/domain/host-row";
import { liftByOperator } from "../../../functions/domain/operator-block";
import type { Sighting } from "../../../functions/domain/sighting";
import { PUBLIC_V4 } from "../../support/findings";
import { enforced, expired, HOUR_MS, NOW, row } from "../support/world";

const STAY = { retentionHours: 720, factor: 2, ceilingHours: 2_000 };
const ahead = (milliseconds: number) => new Date(NOW.getTime() + milliseconds).toISOString();
const FAR = "9999-01-01T00:00:00.000Z";
const { HostIp: host, FindingId, FindingType, Severity, AccountId, Region, Reason } = row(PUBLIC_V4);
const sighting = (seenAt: string): Sighting => ({
  host,
  seenAt,
  finding: { FindingId, FindingType, Severity, AccountId, Region, Reason },
});
const now = sighting(NOW.toISOString());
const seen = (known: Known, one = now) => sight(known, one, NOW, STAY);
const ended = (LastSeenAt: string): HostRow => row(PUBLIC_V4, { ...expired, LastSeenAt });

describe("a last sighting that a hand or a stolen role wrote into the future", () => {
  it.each([
    ["this moment", ahead(0), "ended"],
    ["an hour ahead, as a laptop's clock may be", ahead(HOUR_MS), "ended"],
    ["more than an hour ahead", ahead(HOUR_MS + 1), "recorded"],
    ["of another age", FAR, "recorded"],
  ])("%s: %s, a host whose block has ended is %s", (_, LastSeenAt, outcome) => {
    expect(seen({ row: ended(LastSeenAt) }).outcome).toBe(outcome);
    expect(seen({ memory: ended(LastSeenAt) }).outcome).toBe(outcome);
  });

  it("is put right by the next sighting of a block that runs, which extends it", () => {
    const { outcome, write } = seen({ row: row(PUBLIC_V4, { ...enforced, LastSeenAt: FAR }) });
    expect([outcome, write?.LastSeenAt]).toEqual(["extended", NOW.toISOString()]);
  });

  it("is put right by a suppression, which is remembered up to its own sighting", () => {
    const earlier = sighting(ahead(-1_000));
    for (const known of [{ row: row(PUBLIC_V4, { LastSeenAt: FAR }) }, { row: ended(FAR) }, { memory: ended(FAR) }]) {
      const { write } = suppress(known, earlier, NOW);
      expect(write?.LastSeenAt).toBe(earlier.seenAt);
      expect(seen({ row: write }, earlier).outcome).toBe("ended");
      expect(seen({ row: write }).outcome).toBe("recorded");
    }
  });

  it("is put right by an operator who ends the block: repeats of before block nobody", () => {
    const order = { by: "jane", reason: "" };
    const { write } = liftByOperator({ row: row(PUBLIC_V4, { LastSeenAt: FAR }) }, order, NOW);
    expect(write?.LastSeenAt).toBe(NOW.toISOString());
    expect(seen({ row: write }).outcome).toBe("ended");
  });

  it("silences no finding either, written among those that were suppressed", () => {
    const noted = (LastSeenAt: string) =>
      row(PUBLIC_V4, { FindingId: "another", Suppressed: [{ FindingId, LastSeenAt }] });
    expect(seen({ row: noted(NOW.toISOString()) }).outcome).toBe("repeated");
    expect(seen({ row: noted(FAR) }).outcome).toBe("extended");
    expect(seen({ memory: { ...noted(FAR), ...expired } }).outcome).toBe("recorded");
  });
});
