import type { HostRow } from "../../../functions/domain/host-row";
import { protectionOf } from "../../../functions/domain/protection";
import { reconcile, type ReconcileDeps } from "../../../functions/update-nf-rg/reconcile";
import { OTHER_PUBLIC_V4, PUBLIC_V4 } from "../../support/findings";
import { enforced, expired, groupOf, NOW, PLACEHOLDER, recorder, row, startWorld } from "../support/world";
import type { World } from "../support/world";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

/** A reconcile; answers every value of every metric that it emitted. */
async function measured(overrides: Partial<ReconcileDeps> = {}) {
  const values: Record<string, number[]> = {};
  const count = (name: string, value: number) => void (values[name] ??= []).push(value);
  await reconcile({ ...world.deps, ...overrides })(
    { IPList: [], Lifted: [], FindingIds: [] },
    { telemetry: { ...recorder().telemetry, count }, requestId: "request-1", timeLeftMs: () => 60_000 },
  );
  return values;
}

const RECORDING = "SecondsFromRecordingToBlock";
const SIGHTING = "SecondsFromSightingToBlock";
const before = (seconds: number) => new Date(NOW.getTime() - seconds * 1_000).toISOString();
/** Recorded half a minute ago, seen six minutes before that. */
const fresh = (host: string, overrides: Partial<HostRow> = {}) =>
  row(host, { CreatedAt: before(30), LastSeenAt: before(390), ...overrides });

describe("the time from a finding to its block", () => {
  it("is measured once, since the recording and since the sighting", async () => {
    await world.put(fresh(PUBLIC_V4));
    expect(await measured()).toMatchObject({ [RECORDING]: [30], [SIGHTING]: [390] });
    const again = await measured();
    expect([again[RECORDING], again[SIGHTING]]).toEqual([undefined, undefined]);
  });

  it("has a value for each host of a storm", async () => {
    const hosts = Array.from({ length: 120 }, (_, index) => `5.6.${index}.7`);
    await world.put(...hosts.map((host) => fresh(host)));
    expect((await measured())[RECORDING]).toEqual(Array.from(hosts, () => 30));
  });

  it("is measured once also when a round has to be done anew", async () => {
    await world.put(fresh(PUBLIC_V4));
    world.firewall.failNext("UpdateRuleGroup", { afterApply: true });
    expect((await measured())[RECORDING]).toEqual([30]);
  });

  it("ends when the mark is set, after the update", async () => {
    await world.put(fresh(PUBLIC_V4));
    let now = NOW.getTime();
    const ruleGroup: ReconcileDeps["ruleGroup"] = {
      ...world.ruleGroup,
      update: async (...given) => {
        now += 4_000;
        return world.ruleGroup.update(...given);
      },
    };
    expect(
      (await measured({ ruleGroup, clock: { ...world.deps.clock, now: () => new Date(now) } }))[RECORDING],
    ).toEqual([34]);
  });

  it("is never negative: two functions have two clocks", async () => {
    await world.put(fresh(PUBLIC_V4, { CreatedAt: before(-2), LastSeenAt: before(-1) }));
    expect(await measured()).toMatchObject({ [RECORDING]: [0], [SIGHTING]: [0] });
  });

  it("is told of what can be read when a hand has made one of the times unreadable", async () => {
    await world.put(fresh(PUBLIC_V4, { LastSeenAt: "yesterday" }));
    const values = await measured();
    expect([values[RECORDING], values[SIGHTING]]).toEqual([[30], undefined]);
  });

  it.each<[string, Partial<HostRow>]>([
    ["a host that had to wait: it is late for a known reason", { CreatedAt: before(16 * 60) }],
    ["an operator's block", { Source: "operator" }],
    ["a block whose rule had gone for a while", { ReleasedAt: before(10) }],
    ["a rule that a hand had taken out", enforced],
  ])("is not measured of %s", async (_, overrides) => {
    await world.put(fresh(PUBLIC_V4, overrides));
    const values = await measured();
    expect(world.held()).toEqual([PUBLIC_V4]);
    expect([values[RECORDING], values[SIGHTING]]).toEqual([undefined, undefined]);
  });

  it("is not measured of a host whose row went before it could be marked", async () => {
    await world.put(fresh(PUBLIC_V4));
    const blocklist = { ...world.blocklist, markEnforced: () => Promise.resolve(false) };
    expect((await measured({ blocklist }))[RECORDING]).toBeUndefined();
  });

  it("is not measured of a host that is not blocked", async () => {
    await world.put(fresh(PUBLIC_V4));
    expect(
      (await measured({ policy: { ...world.deps.policy, protection: protectionOf([PUBLIC_V4], []) } }))[RECORDING],
    ).toBe(undefined);
  });
});

describe("blocks and unblocks", () => {
  it("are counted as the rules come and go", async () => {
    await world.put(fresh(PUBLIC_V4), fresh(OTHER_PUBLIC_V4));
    expect(await measured()).toMatchObject({ HostsBlocked: [2], HostsUnblocked: [0] });
    await world.put(fresh(PUBLIC_V4, { ...enforced, ...expired }));
    expect(await measured()).toMatchObject({ HostsBlocked: [0], HostsUnblocked: [1] });
  });
});

describe("the capacity", () => {
  /** The share of the capacity that so many hosts use, of a group with the placeholder and maybe others' rules. */
  async function percent(capacity: number, hosts: number, foreign = 0) {
    await world.close();
    const rules = Array.from({ length: foreign }, (_, index) => ({ ...PLACEHOLDER, Priority: 1_000 + index }));
    world = await startWorld({ capacity, ruleGroup: groupOf([PLACEHOLDER, ...rules]) });
    await world.put(...Array.from({ length: hosts }, (_, index) => fresh(`5.6.${index}.7`)));
    const { CapacityUsedPercent, HostsLeftOut } = await measured();
    return [CapacityUsedPercent?.[0], HostsLeftOut?.[0]];
  }

  it.each([
    // Capacity, hosts, others' rules: percent, left out.
    ["one unit is left, which no host can use", 10, 4, 0, 100, 0],
    ["one more host fits", 11, 4, 0, 81, 0],
    ["the last unit is used", 11, 5, 0, 100, 0],
    ["hosts are left out", 10, 6, 0, 100, 2],
    ["others' rules leave no room at all", 3, 0, 2, 100, 0],
    ["others' rules take a part", 20, 4, 7, 80, 0],
    ["79 of 100", 201, 79, 0, 79, 0],
    ["nothing is blocked", 1_000, 0, 0, 0, 0],
  ])("is used up when no further host fits, and not before: %s", async (_, capacity, hosts, foreign, used, leftOut) => {
    expect(await percent(capacity, hosts, foreign)).toEqual([used, leftOut]);
  });
});
