import { expiredOutcome, findExpiredInput, type ExpiredOutcome } from "../../../functions/contract/payloads";
import { findExpired } from "../../../functions/get-ip-from-ddb/find-expired";
import { OTHER_PUBLIC_V4, PUBLIC_V4, PUBLIC_V6 } from "../../support/findings";
import { publicHosts } from "../add-ip-to-ddb/recording";
import { after, enforced, expired, NOW, recorder, row, startWorld, type World } from "../support/world";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

/** A page of the table at this moment; what comes back is as the next state reads it. */
async function find(page?: ExpiredOutcome, pageHosts = 100, now = NOW, told = recorder()): Promise<ExpiredOutcome> {
  const deps = { blocklist: world.blocklist, clock: { ...world.deps.clock, now: () => now }, pageHosts };
  const input = findExpiredInput.parse({ time: "2026-03-02T10:00:00Z", ...(page && { Expired: { Payload: page } }) });
  const outcome = await findExpired(deps)(input, { telemetry: told.telemetry });
  expect(expiredOutcome.parse(JSON.parse(JSON.stringify(outcome)))).toEqual(outcome);
  return outcome;
}
const hostsOf = ({ Expired }: ExpiredOutcome) => Expired.map(({ HostIp }) => HostIp).sort();
const NOTHING = { PruneNeeded: false, ExpiredCount: 0, Expired: [], More: false, Cursor: "" };

it("names the expired hosts, and no other, with the end that was read", async () => {
  await world.put(row(PUBLIC_V4, expired), row(OTHER_PUBLIC_V4), row(PUBLIC_V6, { ...expired, ...enforced }));
  const told = recorder();
  const outcome = await find(undefined, 100, NOW, told);
  expect({ ...outcome, Expired: [] }).toEqual({ ...NOTHING, PruneNeeded: true, ExpiredCount: 2 });
  const named = [...outcome.Expired].sort((a, b) => (a.HostIp < b.HostIp ? -1 : 1));
  expect(named).toEqual([
    { HostIp: PUBLIC_V6, ...expired },
    { HostIp: PUBLIC_V4, ...expired, Unenforced: true },
  ]);
  expect(told.lines).toEqual([{ code: "EXPIRED_FOUND", sentence: "2 hosts are expired", expired: 2, more: false }]);
});

it.each([
  ["an hour ago", { ExpiresAt: after(-1).toISOString() }, true],
  ["a millisecond ago", { ExpiresAt: new Date(NOW.getTime() - 1).toISOString() }, true],
  ["at this moment", { ExpiresAt: NOW.toISOString() }, true],
  ["in a millisecond", { ExpiresAt: new Date(NOW.getTime() + 1).toISOString() }, false],
  ["in 720 hours, though it was seen long ago", { LastSeenAt: after(-9_000).toISOString() }, false],
])("a block that ends %s: %j", async (_, times, isExpired) => {
  await world.put(row(PUBLIC_V4, times));
  expect(await find()).toMatchObject({ PruneNeeded: isExpired, ExpiredCount: isExpired ? 1 : 0 });
});

it.each([
  ["lifted five minutes ago", after(-1 / 12), true],
  ["lifted less than five minutes ago", after(-0.08), false],
  ["lifted now", after(0), false],
  ["lifted by a clock that is ahead", after(0.1), false],
  ["lifted before an operator blocked it again", after(-1), false],
])("a row with an end to come that was %s", async (_, lifted, isExpired) => {
  const LiftedAt = lifted.toISOString();
  const ExpiresAt = lifted.getTime() === after(-1).getTime() ? after(719).toISOString() : LiftedAt;
  await world.put(row(PUBLIC_V4, { LiftedAt, ExpiresAt }));
  expect((await find()).Expired).toEqual(
    isExpired ? [{ HostIp: PUBLIC_V4, ExpiresAt, Lifted: true, Unenforced: true }] : [],
  );
});

it.each([
  ["without ExpiresAt", undefined],
  ["whose ExpiresAt is a number", 1_772_445_600],
  ["whose ExpiresAt is empty", ""],
])("a row %s counts as expired, and is named with an empty end", async (_, ExpiresAt) => {
  await world.put({ ...row(PUBLIC_V4, enforced), ExpiresAt }, row(OTHER_PUBLIC_V4));
  expect((await find()).Expired).toEqual([{ HostIp: PUBLIC_V4, ExpiresAt: "" }]);
});

it.each([
  ["an empty table", []],
  ["a table of running blocks", [row(PUBLIC_V4), row(OTHER_PUBLIC_V4, enforced)]],
])("needs no prune of %s", async (_, rows) => {
  await world.put(...rows);
  expect(await find()).toEqual(NOTHING);
});

it("goes by the clock, and changes nothing", async () => {
  await world.put(row(PUBLIC_V4));
  expect(await find(undefined, 100, after(718.9))).toEqual(NOTHING);
  expect(hostsOf(await find(undefined, 100, after(719)))).toEqual([PUBLIC_V4]);
  expect(await world.rows()).toEqual([row(PUBLIC_V4)]);
});

describe("a page", () => {
  beforeEach(() =>
    world.put(...publicHosts(7).map((host) => row(host, expired)), row(PUBLIC_V4), row(OTHER_PUBLIC_V4)),
  );

  it.each([
    [1, 1, true],
    [6, 6, true],
    [7, 7, false],
    [8, 7, false],
  ])("of at most %i holds %i of 7 hosts, and says whether there are more: %j", async (limit, count, More) => {
    const page = await find(undefined, limit);
    expect(page).toMatchObject({ PruneNeeded: true, ExpiredCount: count, More });
    expect(page.Expired).toHaveLength(count);
    expect(page.Cursor).toBe(More ? page.Expired.at(-1)?.HostIp : "");
  });

  it.each([
    ["stay", () => Promise.resolve()],
    ["are removed", (page: ExpiredOutcome) => removeAll(page)],
  ])("follows the one before it, whether the rows of that one %s: each host once, to the end", async (_, meanwhile) => {
    const pages: ExpiredOutcome[] = [];
    do {
      pages.push(await find(pages.at(-1), 3));
      await meanwhile(pages.at(-1) ?? NOTHING);
    } while (pages.at(-1)?.More);
    expect(pages.map(({ ExpiredCount }) => ExpiredCount)).toEqual([3, 3, 1]);
    expect(pages.flatMap(hostsOf).sort()).toEqual(publicHosts(7));
  });

  it("after the last starts at the beginning, for what has expired since", async () => {
    const all = await find();
    await removeAll(all);
    await world.put(row(publicHosts(1)[0] ?? "", expired));
    expect(hostsOf(await find(all))).toEqual(publicHosts(1));
  });

  it("beyond which no row is expired any more needs no prune", async () => {
    const first = await find(undefined, 3);
    await removeAll(await find());
    expect(await find(first, 3)).toEqual(NOTHING);
  });
});

it("of the largest size stays below half of what a state machine carries", async () => {
  const many = Array.from({ length: 1_001 }, (_, n) => `2600:1f18:1111:2222:3333:4444:5555:${1_000 + n}`);
  await world.put(...many.map((host) => row(host, expired)));
  const page = await find(undefined, 1_000);
  expect(page).toMatchObject({ ExpiredCount: 1_000, More: true });
  expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(128 * 1_024);
});

async function removeAll({ Expired }: ExpiredOutcome): Promise<void> {
  for (const read of Expired) expect(await world.pruning.removeExpired(read, NOW)).toBe(true);
}

it.each([
  ["enforced still", enforced, true],
  ["released when it had ended, by a reconcile before this prune", { ReleasedAt: NOW.toISOString() }, true],
  ["released long before, being allowlisted", { ReleasedAt: after(-100).toISOString() }, false],
  ["never enforced", {}, false],
])("a block that was %s has been in force to its end: %#", async (_, marks, wasInForce) => {
  await world.put(row(PUBLIC_V4, { ...expired, ...marks }));
  expect((await find()).Expired.map(({ Unenforced }) => Unenforced !== true)).toEqual([wasInForce]);
});
