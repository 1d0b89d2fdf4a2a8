import fc from "fast-check";
import { sight, suppress, type Known } from "../../../functions/domain/block";
import { readFinding } from "../../../functions/domain/finding";
import type { Host } from "../../../functions/domain/host";
import { isExpired, PERMANENT, type FindingRef, type HostRow } from "../../../functions/domain/host-row";
import { sightingOf, type Sighting } from "../../../functions/domain/sighting";
import { longTitle, networkConnection, PUBLIC_V4 } from "../../support/findings";
import { after, enforced, expired, hostsOf, NOW, row } from "../support/world";

const STAY = { retentionHours: 720, factor: 2, ceilingHours: 2_000 };
const ref = (FindingId: string, more: Partial<FindingRef> = {}): FindingRef => ({
  FindingId,
  FindingType: `type of ${FindingId}`,
  Severity: "HIGH",
  AccountId: "111122223333",
  Region: "us-west-2",
  Reason: "why",
  ...more,
});
/** A sighting of so many hours ago; that of a `row` was 2 hours ago. */
const sighting = (hoursAgo: number, id = "new"): Sighting => ({
  host: PUBLIC_V4,
  seenAt: after(-hoursAgo).toISOString(),
  finding: ref(id),
});
const FIRST = `finding-of-${PUBLIC_V4}`;
const running = (overrides: Partial<HostRow> = {}) => row(PUBLIC_V4, { ...enforced, ...overrides });
const sighted = (known: Known, one: Sighting) => sight(known, one, NOW, STAY);
const suppressed = (known: Known, one: Sighting) => suppress(known, one, NOW);
const hours = ({ ExpiresAt }: HostRow) => (Date.parse(ExpiresAt) - NOW.getTime()) / 3_600_000;

describe("a sighting", () => {
  it.each([
    ["nobody known", {}, 1, "recorded"],
    ["running, seen later", { row: running() }, 1, "extended"],
    ["running, seen at the same time", { row: running({ FindingId: "new" }) }, 2, "repeated"],
    ["running, seen earlier", { row: running({ FindingId: "new" }) }, 3, "repeated"],
    ["running, seen earlier, by a finding that is new to it", { row: running() }, 3, "joined"],
    ["expired, seen later", { row: running(expired) }, 1, "recorded"],
    ["expired, seen at the same time", { row: running(expired) }, 2, "ended"],
    ["remembered, seen later", { memory: running(expired) }, 1, "recorded"],
    ["remembered, seen earlier", { memory: running(expired) }, 3, "ended"],
    ["lifted, seen later", { row: running({ ...expired, LiftedAt: NOW.toISOString() }) }, 1, "recorded"],
    ["lifted by a clock that is ahead", { row: running({ LiftedAt: NOW.toISOString() }) }, 3, "ended"],
    ["permanent, seen later", { row: running({ ExpiresAt: PERMANENT, Source: "operator" as const }) }, 1, "extended"],
  ] as const)("of a host that is %s: %#", (_, known, hoursAgo, outcome) => {
    const change = sighted(known, sighting(hoursAgo));
    expect(change.outcome).toBe(outcome);
    expect(change.write === undefined).toBe(outcome === "repeated" || outcome === "ended");
    if (change.write !== undefined) expect(change.write).toEqual(change.row);
  });

  it("begins a block that says which host, why, by which finding, until when", () => {
    const [host] = hostsOf(PUBLIC_V4) as [Host];
    const finding = networkConnection(PUBLIC_V4);
    expect(sighted({}, sightingOf(host, readFinding(finding), "aws")).row).toEqual({
      HostIp: PUBLIC_V4,
      CreatedAt: NOW.toISOString(),
      LastSeenAt: "2026-03-02T09:41:37.000Z",
      ExpiresAt: after(720).toISOString(),
      Blocks: 1,
      FindingId: finding.Id,
      FindingType: "UnauthorizedAccess:EC2-SSHBruteForce",
      Severity: "MEDIUM",
      AccountId: "111122223333",
      Region: "us-west-2",
      Reason: finding["Title"],
      Role: "TARGET",
      Source: "finding",
    });
    expect(sightingOf(host, readFinding(longTitle()), "aws").finding.Reason).toHaveLength(256);
  });

  it("extends the block: the beginning, the first finding and the enforcement stay, the new finding joins", () => {
    expect(sighted({ row: running() }, sighting(1)).row).toEqual({
      ...running(),
      LastSeenAt: after(-1).toISOString(),
      ExpiresAt: after(720).toISOString(),
      OtherFindings: [ref("new")],
    });
  });

  it("that is older changes no time of the block", () => {
    expect(sighted({ row: running() }, sighting(3)).row).toEqual({ ...running(), OtherFindings: [ref("new")] });
  });

  it("lists ten of the findings that join, none twice, and of more the types", () => {
    let known = running();
    const ids = [..."abacdefghij", "k", "l", "k"];
    for (const id of ids) known = sighted({ row: known }, sighting(3, id)).row;
    expect(known.OtherFindings?.map(({ FindingId }) => FindingId)).toEqual([..."abcdefghij"]);
    expect(known.MoreTypes).toEqual(["type of k", "type of l"]);
  });

  it("never moves an end back: of a permanent block, nor when the retention was shortened", () => {
    const shortened = { ...STAY, retentionHours: 24 };
    expect(sight({ row: running() }, sighting(1), NOW, shortened).row.ExpiresAt).toBe(running().ExpiresAt);
    const permanent = running({ ExpiresAt: PERMANENT, Source: "operator" });
    expect(sighted({ row: permanent }, sighting(1)).row).toMatchObject({ ExpiresAt: PERMANENT, Source: "operator" });
  });

  it.each([
    ["a clock that is minutes ahead", "2026-03-02T10:05:00.000Z", NOW.toISOString()],
    ["a year that nobody lives to see", "9999-12-31T23:59:59.999Z", NOW.toISOString()],
    ["this very moment", NOW.toISOString(), NOW.toISOString()],
    ["the past", "2020-01-01T00:00:00.000Z", "2020-01-01T00:00:00.000Z"],
    ["no time at all", undefined, NOW.toISOString()],
  ])("of %s counts as seen then, and never later than now", (_, seenAt, lastSeen) => {
    const { row: made } = sighted({}, { ...sighting(1), seenAt });
    expect([made.LastSeenAt, hours(made)]).toEqual([lastSeen, 720]);
  });
});

describe("a host that comes back", () => {
  it.each([
    [1, {}, 2, 1_440],
    [2, {}, 3, 2_000],
    [7, {}, 8, 2_000],
    // A block that was lifted was a mistake.
    [1, { LiftedAt: NOW.toISOString() }, 1, 720],
    [2, { LiftedAt: NOW.toISOString() }, 2, 1_440],
  ])("after %i blocks (%j) is blocked for the %ith time, for %i hours", (Blocks, more, blocks, stays) => {
    for (const known of [
      { row: running({ ...expired, ...more, Blocks }) },
      { memory: running({ ...expired, ...more, Blocks }) },
    ]) {
      const { row: made } = sighted(known, sighting(1));
      expect([made.Blocks, hours(made)]).toEqual([blocks, stays]);
    }
  });

  it("is extended by the hours of its present block", () => {
    expect(hours(sighted({ row: running({ Blocks: 2 }) }, sighting(1)).row)).toBe(1_440);
  });

  it("stays no longer with factor 1", () => {
    const made = sight({ memory: running({ ...expired, Blocks: 9 }) }, sighting(1), NOW, { ...STAY, factor: 1 }).row;
    expect(hours(made)).toBe(720);
  });
});

describe("a suppression", () => {
  const others = [ref("second"), ref("third")];
  it.each([
    ["of the only finding", running(), FIRST, "lifted"],
    ["of the first of three findings", running({ OtherFindings: others }), FIRST, "kept"],
    ["of another of three findings", running({ OtherFindings: others }), "second", "kept"],
    ["of a finding that did not make the block", running(), "else", "kept"],
    ["of an operator's block", running({ Source: "operator" }), FIRST, "kept"],
    ["of an operator's block that the finding joined", running({ Source: "operator", OtherFindings: others }), "second", "kept"],
    ["of a block that it lifted before, while the rule is there", running({ ...expired, LiftedAt: NOW.toISOString() }), FIRST, "lifted"],
    ["of a block that it lifted before, when the rule has gone", row(PUBLIC_V4, { ...expired, LiftedAt: NOW.toISOString() }), FIRST, "nothing"],
    ["of a block that has ended by itself", running(expired), FIRST, "nothing"],
  ] as const)("%s: %#", (_, known, id, outcome) => {
    expect(suppressed({ row: known }, sighting(2, id)).outcome).toBe(outcome);
  }); // prettier-ignore

  it("ends the block, keeps its row, and remembers the newest sighting of the finding", () => {
    const ended = { ExpiresAt: NOW.toISOString(), LiftedAt: NOW.toISOString() };
    expect(suppressed({ row: running() }, sighting(9, FIRST)).write).toEqual(running(ended));
    expect(suppressed({ row: running() }, sighting(1, FIRST)).write).toEqual(
      running({ ...ended, LastSeenAt: after(-1).toISOString() }),
    );
  });

  it("hands the block to the newest of the other findings", () => {
    const { row: kept, write } = suppressed({ row: running({ OtherFindings: others }) }, sighting(2, FIRST));
    expect(kept).toMatchObject({ ...ref("third"), OtherFindings: [ref("second")], Suppressed: [{ FindingId: FIRST }] });
    expect(write).toEqual(kept);
    const last = suppressed({ row: kept }, sighting(2, "third")).row as HostRow;
    expect(last).toMatchObject({ ...ref("second"), Suppressed: [{ FindingId: FIRST }, { FindingId: "third" }] });
    expect(last.OtherFindings).toBeUndefined();
    expect(suppressed({ row: last }, sighting(2, "second")).outcome).toBe("lifted");
  });

  it.each([
    ["nothing was known", {}],
    ["the host is remembered", { memory: running({ ...expired, Blocks: 2 }) }],
    ["its row has ended", { row: running({ ...expired, Blocks: 2 }) }],
  ])("that comes before its own sighting, when %s, keeps that from blocking, and only that", (_, known) => {
    const { outcome, write } = suppressed(known, sighting(1));
    expect(outcome).toBe("nothing");
    expect(write && isExpired(write, NOW)).toBe(true);
    expect(sighted({ row: write }, sighting(1)).outcome).toBe("ended");
    const newer = sighted({ row: write }, sighting(0.5));
    expect([newer.outcome, newer.row.Blocks]).toEqual(["recorded", "row" in known || "memory" in known ? 3 : 1]);
  });
});

describe("a finding that is suppressed while others block the host", () => {
  const both = running({ OtherFindings: [ref("second")] });
  const kept = suppressed({ row: both }, sighting(2, FIRST)).row as HostRow;

  it("changes nothing by an event of before the click, and joins again by a newer one", () => {
    for (const hoursAgo of [2, 3])
      expect(sighted({ row: kept }, sighting(hoursAgo, FIRST))).toEqual({ outcome: "repeated", row: kept });
    const again = sighted({ row: kept }, sighting(1, FIRST)).row;
    expect(again.OtherFindings?.map(({ FindingId }) => FindingId)).toEqual([FIRST]);
    expect(again.Suppressed).toBeUndefined();
  });

  it("writes nothing for the same click again, and says again what it came to", () => {
    expect(suppressed({ row: kept }, sighting(2, FIRST))).toEqual({ outcome: "kept", row: kept });
  });

  it("keeps its own event from extending the block, when that comes after the click", () => {
    const noted = suppressed({ row: running() }, sighting(1, "late")).row as HostRow;
    expect(sighted({ row: noted }, sighting(1, "late")).outcome).toBe("repeated");
  });
});

it("stays blocked by findings that had no place in the list, when all that are listed are suppressed", () => {
  let known: HostRow = running({ MoreTypes: ["type of k", "type of l"] });
  known = suppressed({ row: known }, sighting(2, FIRST)).row as HostRow;
  expect(known).toMatchObject({ FindingId: "", FindingType: "type of k", MoreTypes: ["type of l"] });
  expect(suppressed({ row: known }, sighting(2, "unlisted")).outcome).toBe("kept");
});

it("is recorded anew when a hand wrote as last sighting what is no time", () => {
  const odd = running({ ...expired, LastSeenAt: "2026-3-2" });
  expect(sighted({ row: odd }, sighting(1)).outcome).toBe("recorded");
  expect(sighted({ row: running({ LastSeenAt: "yesterday" }) }, sighting(1)).outcome).toBe("extended");
});

const steps = fc.array(
  fc.record({
    suppresses: fc.boolean(),
    id: fc.constantFrom("a", "b", "c"),
    seenHoursAgo: fc.integer({ min: 0, max: 5 }),
    passHours: fc.constantFrom(0, 1, 800),
  }),
  { maxLength: 12 },
);

it("whatever happens in whatever order: no time moves back, no block outlasts its ceiling, and decisions repeat", () => {
  fc.assert(
    fc.property(steps, (list) => {
      let known: HostRow | undefined;
      let now = NOW;
      for (const { suppresses, id, seenHoursAgo, passHours } of list) {
        now = after(passHours, now);
        const one = { ...sighting(0, id), seenAt: after(-seenHoursAgo, now).toISOString() };
        const decide = (row: HostRow | undefined) => (suppresses ? suppress({ row }, one, now) : sight({ row }, one, now, STAY));
        const change = decide(known);
        const next = change.write ?? known;
        if (known !== undefined && next !== undefined) {
          expect(next.LastSeenAt >= known.LastSeenAt).toBe(true);
          const isSameBlock = next.CreatedAt === known.CreatedAt && next.LiftedAt === undefined;
          if (isSameBlock) expect(next.ExpiresAt >= known.ExpiresAt).toBe(true);
        }
        if (next !== undefined) {
          expect(Date.parse(next.ExpiresAt) - now.getTime()).toBeLessThanOrEqual(STAY.ceilingHours * 3_600_000);
          expect((next.OtherFindings ?? []).length).toBeLessThanOrEqual(10);
          // A retry of the same event writes nothing more.
          if (!suppresses) expect(decide(next).write).toBeUndefined();
        }
        known = next;
      }
    }),
    { numRuns: 500 },
  );
}); // prettier-ignore
