import { sight, suppress, type Known } from "../../../functions/domain/block";
import { readFinding } from "../../../functions/domain/finding";
import { readHostRow, type HostRow } from "../../../functions/domain/host-row";
import { judge } from "../../../functions/domain/judge";
import { blockByOperator, liftByOperator } from "../../../functions/domain/operator-block";
import { protectionOf } from "../../../functions/domain/protection";
import type { Sighting } from "../../../functions/domain/sighting";
import { networkConnection, PUBLIC_V4, type FindingOverrides } from "../../support/findings";
import { BLOCK_ALL } from "../add-ip-to-ddb/recording";
import { after, enforced, expired, NOW } from "../support/world";

/** Of a product that the config lists: whoever imports for it writes every other field. */
const PRODUCT = "arn:aws:securityhub:us-west-2:111122223333:product/111122223333/default";
const LINKED = "arn:aws:securityhub:eu-west-1::product/aws/guardduty";
const STAY = { retentionHours: 720, factor: 2, ceilingHours: 2_000 };
const SUPPRESSED = { Workflow: { Status: "SUPPRESSED" } };

/** The one sighting of a finding about PUBLIC_V4, seen so many hours ago. */
function sightingOf(hoursAgo: number, overrides: FindingOverrides = {}): Sighting {
  const LastObservedAt = after(-hoursAgo).toISOString();
  const finding = readFinding(networkConnection(PUBLIC_V4, { LastObservedAt, ...overrides }));
  const { toBlock, toLift } = judge(finding, { ...BLOCK_ALL, products: [PRODUCT] }, protectionOf([], []));
  const [sighting] = [...toBlock, ...toLift];
  if (sighting === undefined) throw new Error("it names nobody");
  return sighting;
}
const theirs = (hoursAgo: number, overrides: FindingOverrides = {}) =>
  sightingOf(hoursAgo, { ProductArn: PRODUCT, ...overrides });
const sighted = (known: Known, one: Sighting, now = NOW) => sight(known, one, now, STAY);
/** Blocked by these, one after the other, and read back from the table. */
const blockedBy = (...all: readonly Sighting[]): HostRow => {
  const row = all.reduce<HostRow | undefined>((known, one) => sighted({ row: known }, one).row, undefined);
  return readHostRow({ ...(JSON.parse(JSON.stringify(row)) as HostRow), ...enforced });
};
const liftedRow = (row: HostRow, one: Sighting): HostRow => {
  const { outcome, write } = suppress({ row }, one, NOW);
  expect(outcome).toBe("lifted");
  return write as HostRow;
};

it("a row names the product only where it is not GuardDuty, of whichever region", () => {
  expect(blockedBy(sightingOf(1)).ProductArn).toBeUndefined();
  expect(blockedBy(sightingOf(1, { ProductArn: LINKED })).ProductArn).toBeUndefined();
  expect(blockedBy(theirs(1)).ProductArn).toBe(PRODUCT);
  expect(blockedBy(sightingOf(1), theirs(1)).OtherFindings).toMatchObject([{ ProductArn: PRODUCT }]);
});

describe("a suppression lifts what the same product's finding made", () => {
  it.each([
    ["GuardDuty's, by GuardDuty", sightingOf(1), sightingOf(1, SUPPRESSED), "lifted"],
    ["GuardDuty's, by GuardDuty of a linked region", sightingOf(1), sightingOf(1, { ...SUPPRESSED, ProductArn: LINKED }), "lifted"],
    ["another product's, by itself", theirs(1), theirs(1, SUPPRESSED), "lifted"],
    ["GuardDuty's, by another product under its Id", sightingOf(1), theirs(1, SUPPRESSED), "kept"],
    ["another product's, by GuardDuty under its Id", theirs(1), sightingOf(1, SUPPRESSED), "kept"],
  ])("%s: %#", (_, made, click, outcome) => {
    expect(suppress({ row: blockedBy(made) }, click, NOW).outcome).toBe(outcome);
  }); // prettier-ignore

  it("and takes off no finding of the same Id that is another's: the block ends when both are suppressed", () => {
    const both = blockedBy(sightingOf(2), theirs(1));
    const kept = suppress({ row: both }, theirs(1, SUPPRESSED), NOW).row as HostRow;
    expect(kept).toMatchObject({ FindingId: both.FindingId, Suppressed: [{ ProductArn: PRODUCT }] });
    expect([kept.ProductArn, kept.OtherFindings]).toEqual([undefined, undefined]);
    liftedRow(kept, sightingOf(2, SUPPRESSED));
    // The other way round: the block goes on under the other product's name, and GuardDuty's click is remembered.
    const left = suppress({ row: both }, sightingOf(2, SUPPRESSED), NOW).row as HostRow;
    expect(left).toMatchObject({ ProductArn: PRODUCT, Suppressed: [{ FindingId: both.FindingId }] });
    const ended = liftedRow(left, theirs(1, SUPPRESSED));
    expect(sighted({ row: ended }, sightingOf(2)).outcome).toBe("ended");
    expect(sighted({ memory: ended }, sightingOf(0.1)).outcome).toBe("recorded");
  });

  it("and leaves the block under GuardDuty's name, where that has joined it", () => {
    const kept = suppress({ row: blockedBy(theirs(2), sightingOf(1)) }, theirs(2, SUPPRESSED), NOW).row as HostRow;
    expect(kept.ProductArn).toBeUndefined();
    liftedRow(kept, sightingOf(1, SUPPRESSED));
  });

  it("also when that is asked again, while the rule is there", () => {
    const ended = { ...liftedRow(blockedBy(sightingOf(1)), sightingOf(1, SUPPRESSED)), ...enforced };
    expect(suppress({ row: ended }, sightingOf(1, SUPPRESSED), NOW).outcome).toBe("lifted");
    expect(suppress({ row: ended }, theirs(0, SUPPRESSED), NOW)).toEqual({ outcome: "nothing" });
  });
});

describe("another product makes no host immune to GuardDuty", () => {
  const remembered = { ...blockedBy(sightingOf(9)), ...expired };
  it.each([
    ["nobody is known", {}],
    ["the host is remembered", { memory: remembered }],
    ["its row has ended", { row: remembered }],
    ["its block was lifted", { row: liftedRow(blockedBy(sightingOf(9)), sightingOf(9, SUPPRESSED)) }],
    ["it is blocked", { row: blockedBy(sightingOf(9)) }],
  ])("by a suppression of a finding that is of no block: nothing is written when %s", (_, known) => {
    for (const Id of [networkConnection().Id, "a free invention"])
      expect(suppress(known, theirs(0, { ...SUPPRESSED, Id }), NOW).write).toBeUndefined();
  });

  it("by a block of its own that it lifts at once: a sighting of GuardDuty's from before that blocks", () => {
    const ended = liftedRow(blockedBy(theirs(0)), theirs(0, SUPPRESSED));
    for (const known of [{ row: ended }, { memory: ended }]) {
      expect(sighted(known, sightingOf(0.1)).outcome).toBe("recorded");
      expect(sighted(known, theirs(0.1)).outcome).toBe("ended");
    }
  });

  it("nor undoes an analyst's click on a finding of GuardDuty's that comes after its own", () => {
    const ended = liftedRow(blockedBy(theirs(0)), theirs(0, SUPPRESSED));
    const noted = suppress({ row: ended }, sightingOf(1, SUPPRESSED), NOW).write as HostRow;
    expect(sighted({ row: noted }, sightingOf(1)).outcome).toBe("ended");
    expect(suppress({ row: noted }, sightingOf(1, SUPPRESSED), NOW)).toEqual({ outcome: "nothing" });
    const anew = suppress({ memory: ended }, sightingOf(1, SUPPRESSED), NOW).write as HostRow;
    expect(sighted({ row: anew }, sightingOf(1)).outcome).toBe("ended");
  });
});

it("what GuardDuty named too, and what an operator made or lifted, answers repeats of everybody", () => {
  const order = { host: PUBLIC_V4, until: after(9).toISOString(), reason: "", by: "jane" };
  const byThem = blockedBy(theirs(1));
  const takenOver = blockByOperator({ row: byThem }, order, NOW).row;
  expect(takenOver).toMatchObject({ Source: "operator", OtherFindings: [{ ProductArn: PRODUCT }] });
  expect(takenOver.ProductArn).toBeUndefined();
  for (const ended of [
    { ...blockedBy(theirs(0.5), sightingOf(1)), ...expired },
    { ...takenOver, ...expired },
    liftByOperator({ row: byThem }, order, NOW).write as HostRow,
  ])
    expect(sighted({ row: ended }, sightingOf(1)).outcome).toBe("ended");
});

it("another product's findings take no places of GuardDuty's in the row", () => {
  const many = Array.from({ length: 12 }, (_, n) => theirs(2, { Id: `invention ${n}` }));
  const row = blockedBy(sightingOf(1), ...many, sightingOf(2, { Id: "second" }));
  expect(row.OtherFindings?.map(({ FindingId }) => FindingId)).toContain("second");
  expect(row.OtherFindings).toHaveLength(11);
  let noted = suppress({ row }, sightingOf(2, { Id: "second", ...SUPPRESSED }), NOW).row as HostRow;
  for (const { finding } of many)
    noted = suppress({ row: noted }, theirs(2, { Id: finding.FindingId, ...SUPPRESSED }), NOW).row as HostRow;
  expect(sighted({ row: noted }, sightingOf(2, { Id: "second" })).outcome).toBe("repeated");
});
