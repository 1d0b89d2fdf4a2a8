import {
  MAX_HOSTS_IN_PAYLOAD,
  removeInput,
  removeOutcome,
  type ExpiredOutcome,
  type RemoveOutcome,
} from "../../../functions/contract/payloads";
import type { HostRow } from "../../../functions/domain/host-row";
import { findExpired } from "../../../functions/get-ip-from-ddb/find-expired";
import { removeExpired } from "../../../functions/remove-ip-from-ddb/remove-expired";
import { OTHER_PUBLIC_V4, PUBLIC_V4, PUBLIC_V6 } from "../../support/findings";
import { publicHosts } from "../add-ip-to-ddb/recording";
import { recordRow } from "../support/blocks";
import { interrupted } from "../support/interrupted";
import { after, enforced, expired, NOW, recorder, row, startWorld, type World } from "../support/world";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

type Read = Pick<HostRow, "HostIp" | "ExpiresAt">;
const page = (rows: readonly Read[], More = false): ExpiredOutcome => ({
  PruneNeeded: rows.length > 0,
  ExpiredCount: rows.length,
  Expired: rows.map(({ HostIp, ExpiresAt }) => ({ HostIp, ExpiresAt })),
  More,
  Cursor: "",
});

/** Removes this page after what was removed before; what comes back is as the next state reads it. */
async function remove(
  Payload: ExpiredOutcome,
  before?: RemoveOutcome,
  { pruning = world.pruning, now = NOW, told = recorder() } = {},
): Promise<RemoveOutcome> {
  const input = removeInput.parse({ Expired: { Payload }, ...(before && { Removed: { Payload: before } }) });
  const run = removeExpired({ pruning, clock: { ...world.deps.clock, now: () => now } });
  const outcome = await run(input, { telemetry: told.telemetry });
  expect(removeOutcome.parse(JSON.parse(JSON.stringify(outcome)))).toEqual(outcome);
  return outcome;
}

const NONE_UNENFORCED = { Unenforced: [], UnenforcedCount: 0 };
const ENDED = [PUBLIC_V4, PUBLIC_V6].map((host) => row(host, { ...enforced, ...expired }));

it("removes the hosts of the page and no others, says which, counts them, and logs it", async () => {
  const others = [row("5.9.9.9", expired), row(OTHER_PUBLIC_V4)];
  await world.put(...ENDED, ...others);
  const told = recorder();
  expect(await remove(page(ENDED), undefined, { told })).toEqual({
    Removed: [PUBLIC_V4, PUBLIC_V6],
    RemovedCount: 2,
    ...NONE_UNENFORCED,
    KeptCount: 0,
    More: false,
  });
  expect(await world.rows()).toEqual(others);
  expect(Object.fromEntries(told.metrics)).toEqual({ HostsExpired: 2 });
  expect(told.lines).toEqual([
    { code: "EXPIRED_REMOVED", sentence: "2 expired hosts removed", removed: 2, unenforced: 0, kept: 0, lifted: 0 },
  ]);
});

it("remembers a block that was lifted without telling of it: it was told then", async () => {
  const lifted = row(PUBLIC_V4, { ...enforced, ...expired, LiftedAt: after(-0.5).toISOString() });
  await world.put(lifted);
  const deps = { blocklist: world.blocklist, clock: world.deps.clock, pageHosts: 10 };
  const found = await findExpired(deps)({}, { telemetry: recorder().telemetry });
  expect(found.Expired).toEqual([{ HostIp: PUBLIC_V4, ExpiresAt: lifted.ExpiresAt, Lifted: true }]);
  expect(await remove(found)).toMatchObject({ Removed: [], RemovedCount: 0, KeptCount: 0 });
  expect(await world.rows()).toEqual([]);
  expect(await world.remembered()).toMatchObject([{ HostIp: PUBLIC_V4, LiftedAt: lifted.LiftedAt }]);
});

it("names apart what no rule dropped: nobody is unblocked by that", async () => {
  await world.put(row(PUBLIC_V4, { ...enforced, ...expired }), row(PUBLIC_V6, expired));
  const found = await findExpired({ blocklist: world.blocklist, clock: world.deps.clock, pageHosts: 10 })(
    {},
    recorder(),
  );
  const told = recorder();
  expect(await remove(found, undefined, { told })).toMatchObject({
    Removed: [PUBLIC_V4],
    RemovedCount: 1,
    Unenforced: [PUBLIC_V6],
    UnenforcedCount: 1,
    KeptCount: 0,
  });
  expect(told.metrics.get("HostsExpired")).toBe(2);
});

describe("a row of the page stays, and is counted as kept, when it", () => {
  const newer = row(PUBLIC_V4, { LastSeenAt: after(-1).toISOString(), ExpiresAt: after(720).toISOString() });
  it.each<[string, () => Promise<unknown>]>([
    ["was seen again and recorded anew", () => recordRow(world, newer)],
    ["was given another end, by hand", () => world.put(row(PUBLIC_V4, { ExpiresAt: after(24).toISOString() }))],
    ["has another end that is over, too", () => world.put(row(PUBLIC_V4, { ExpiresAt: after(-0.1).toISOString() }))],
  ])("%s between the reading and the removal", async (_, meanwhile) => {
    await world.put(...ENDED);
    await meanwhile();
    const present = await world.rowOf(PUBLIC_V4);
    const told = recorder();
    expect(await remove(page(ENDED), undefined, { told })).toEqual({
      Removed: [PUBLIC_V6],
      RemovedCount: 1,
      ...NONE_UNENFORCED,
      KeptCount: 1,
      More: false,
    });
    expect(await world.rows()).toEqual([present]);
    expect(told.metrics.get("HostsExpired")).toBe(1);
    expect(told.lines).toMatchObject([{ removed: 1, kept: 1 }]);
  });

  it("is extended by a writer that took it for running, in the very moment of its end", async () => {
    const ending = row(PUBLIC_V4, { ExpiresAt: NOW.toISOString() });
    await world.put(ending);
    const pruning = interrupted(world.pruning, "before", "removeExpired", () => recordRow(world, newer, after(-0.001)));
    expect(await remove(page([ending]), undefined, { pruning })).toMatchObject({ RemovedCount: 0, KeptCount: 1 });
    expect((await world.rowOf(PUBLIC_V4))?.ExpiresAt).toBe(after(719.999).toISOString());
  });

  it("has not ended, by this function's clock", async () => {
    await world.put(...ENDED);
    expect(await remove(page(ENDED), undefined, { now: after(-0.6) })).toMatchObject({ Removed: [], KeptCount: 2 });
    expect(await world.rows()).toHaveLength(2);
  });
});

it("counts a row that another prune removed as kept: it is that one's to tell", async () => {
  await world.put(...ENDED);
  await remove(page(ENDED.slice(0, 1)));
  expect(await remove(page(ENDED))).toEqual({
    Removed: [PUBLIC_V6],
    RemovedCount: 1,
    ...NONE_UNENFORCED,
    KeptCount: 1,
    More: false,
  });
  expect(await remove(page(ENDED))).toMatchObject({ Removed: [], RemovedCount: 0, KeptCount: 2 });
});

it("tells each host once, whichever of two prunes at once removes it", async () => {
  const rows = publicHosts(30).map((host) => row(host, expired));
  await world.put(...rows);
  const both = await Promise.all([remove(page(rows)), remove(page([...rows].reverse()))]);
  expect(both.flatMap(({ Removed }) => Removed).sort()).toEqual(publicHosts(30).sort());
  expect(both.map(({ RemovedCount, KeptCount }) => RemovedCount + KeptCount)).toEqual([30, 30]);
  expect(await world.rows()).toEqual([]);
});

it.each([undefined, "", 1_772_445_600])("removes a row whose end is %j, which was read as empty", async (ExpiresAt) => {
  await world.put({ ...row(PUBLIC_V4), ExpiresAt });
  expect(await remove(page([{ HostIp: PUBLIC_V4, ExpiresAt: "" }]))).toMatchObject({ Removed: [PUBLIC_V4] });
  expect(await world.rows()).toEqual([]);
});

it("keeps a row that was read without an end, and has one now", async () => {
  await world.put(row(PUBLIC_V4));
  expect(await remove(page([{ HostIp: PUBLIC_V4, ExpiresAt: "" }]))).toMatchObject({ RemovedCount: 0, KeptCount: 1 });
  expect(await world.rows()).toHaveLength(1);
});

describe("page after page", () => {
  it("counts whole while the list of names is cut, and measures only its own page", async () => {
    const all = publicHosts(MAX_HOSTS_IN_PAYLOAD + 40).map((host) => row(host, expired));
    await world.put(...all.slice(1, -1));
    const one = await remove(page(all.slice(0, 90), true));
    expect(one).toEqual({
      Removed: publicHosts(90).slice(1),
      RemovedCount: 89,
      ...NONE_UNENFORCED,
      KeptCount: 1,
      More: true,
    });
    const named = publicHosts(MAX_HOSTS_IN_PAYLOAD + 1).slice(1);
    const two = await remove(page(all.slice(90, 130), true), one);
    expect(two).toEqual({ Removed: named, RemovedCount: 129, ...NONE_UNENFORCED, KeptCount: 1, More: true });
    const told = recorder();
    const three = await remove(page(all.slice(130)), two, { told });
    expect(three).toEqual({ Removed: named, RemovedCount: 138, ...NONE_UNENFORCED, KeptCount: 2, More: false });
    expect(told.metrics.get("HostsExpired")).toBe(9);
    expect(await world.rows()).toEqual([]);
  });

  it.each([true, false])("says whether more remain as the page says it: %j", async (More) => {
    const before = { Removed: ["5.9.9.9"], RemovedCount: 1, ...NONE_UNENFORCED, KeptCount: 4, More: true };
    expect(await remove(page([], More), before)).toEqual({ ...before, More });
    expect(world.dynamoDb.calls).toEqual([]);
  });

  it("removes all that has ended, and nothing else, with the pages of get-ip-from-ddb", async () => {
    await world.put(...publicHosts(7).map((host) => row(host, { ...enforced, ...expired })), row(PUBLIC_V4));
    const find = findExpired({ blocklist: world.blocklist, clock: world.deps.clock, pageHosts: 3 });
    let found: ExpiredOutcome | undefined;
    let removed: RemoveOutcome | undefined;
    do {
      found = await find(found ? { Expired: { Payload: found } } : {}, { telemetry: recorder().telemetry });
      removed = await remove(found, removed);
    } while (removed.More);
    expect(removed).toMatchObject({ RemovedCount: 7, KeptCount: 0 });
    expect([...removed.Removed].sort()).toEqual(publicHosts(7));
    expect(await world.rows()).toEqual([row(PUBLIC_V4)]);
  });
});
