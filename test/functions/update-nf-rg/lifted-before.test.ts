import { liftByOperator } from "../../../functions/domain/operator-block";
import { findExpired } from "../../../functions/get-ip-from-ddb/find-expired";
import { removeExpired } from "../../../functions/remove-ip-from-ddb/remove-expired";
import { nothingMeasured } from "../../../functions/update-nf-rg/enforced-already";
import { reconcile, type ReconcileDeps } from "../../../functions/update-nf-rg/reconcile";
import { OTHER_PUBLIC_V4, PUBLIC_V4 } from "../../support/findings";
import { liftRow } from "../support/blocks";
import { ask } from "../support/reconciling";
import { interrupted } from "../support/interrupted";
import { after, enforced, expired, NOW, recorder, row, startWorld, type World } from "../support/world";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const run = (input = ask(), overrides: Partial<ReconcileDeps> = {}) =>
  reconcile({ ...world.deps, ...overrides })(input, {
    telemetry: recorder().telemetry,
    requestId: "request-1",
    timeLeftMs: () => 60_000,
  });
/** `blocklist unblock`, by a laptop whose clock is so many minutes ahead, up to where its terminal dies. */
const unblock = (host: string, minutesAhead = 0) => {
  const now = new Date(NOW.getTime() + minutesAhead * 60_000);
  return world.recording.change(host, now, (known) => liftByOperator(known, { by: "jane", reason: "partner" }, now));
};
/** The two states of the prune before its reconcile. */
async function prunedPage() {
  const { clock, blocklist } = world.deps;
  const { telemetry } = recorder();
  const Payload = await findExpired({ blocklist, clock, pageHosts: 10 })({}, { telemetry });
  const removed = await removeExpired({ pruning: world.pruning, clock })({ Expired: { Payload } }, { telemetry });
  return { removed, scheduled: { ...ask(), Expired: Payload.Expired } };
}
const named = (...hosts: string[]) => ({ LiftedBefore: hosts, LiftedBeforeCount: hosts.length, StrangeCount: 0 });

beforeEach(async () => {
  await world.put(row(PUBLIC_V4));
  await run();
});

describe("the rule of a block that was lifted, by nobody who came to tell it", () => {
  it.each([
    ["an unblock whose terminal died", () => unblock(PUBLIC_V4)],
    ["a suppression whose execution came to nothing", () => liftRow(world, PUBLIC_V4)],
    ["a hand in the table", () => world.put(row(PUBLIC_V4, { ...enforced, ...expired, LiftedAt: expired.ExpiresAt }))],
  ])("is named by the reconcile for another host that takes it, after %s", async (_, lift) => {
    await lift();
    await world.put(row(OTHER_PUBLIC_V4));
    expect(await run(ask([OTHER_PUBLIC_V4]))).toMatchObject({ Removed: [PUBLIC_V4], ...named(PUBLIC_V4) });
    expect(world.held()).toEqual([OTHER_PUBLIC_V4]);
    // Once: there is no rule any more.
    expect(await run()).toMatchObject(named());
  });

  it("is named by the prune, which moves its row away and counts no expired host", async () => {
    await unblock(PUBLIC_V4, -5);
    const { removed, scheduled } = await prunedPage();
    expect(removed).toMatchObject({ RemovedCount: 0, UnenforcedCount: 0 });
    expect(await run(scheduled)).toMatchObject({ Changed: true, ...named(PUBLIC_V4) });
    expect(await world.rows()).toEqual([]);
  });

  it("is named with those of the pages before", async () => {
    await unblock(PUBLIC_V4);
    const Before = { ...nothingMeasured, ...named("9.9.9.9") };
    expect(await run({ ...ask(), Expired: [], Before })).toMatchObject(named("9.9.9.9", PUBLIC_V4));
  });

  it("is named also when the answer to the update was lost", async () => {
    await unblock(PUBLIC_V4);
    world.firewall.failNext("UpdateRuleGroup", { afterApply: true });
    expect(await run()).toMatchObject(named(PUBLIC_V4));
  });
});

describe("nobody is named who is told elsewhere", () => {
  it("of a request that says itself what it lifted", async () => {
    await unblock(PUBLIC_V4);
    expect(await run(ask([], [PUBLIC_V4]))).toMatchObject({ Removed: [PUBLIC_V4], ...named() });
  });

  it("of a block that has come to its end: the prune tells it", async () => {
    await world.put(row(PUBLIC_V4, { ...enforced, ...expired }));
    const { removed, scheduled } = await prunedPage();
    expect(removed).toMatchObject({ RemovedCount: 1 });
    expect(await run(scheduled)).toMatchObject({ Removed: [PUBLIC_V4], ...named() });
  });

  it("of such a block, when another reconcile takes its rule before the prune", async () => {
    await world.put(row(PUBLIC_V4, { ...enforced, ...expired }));
    expect(await run()).toMatchObject({ Removed: [PUBLIC_V4], ...named() });
    expect((await prunedPage()).removed).toMatchObject({ RemovedCount: 1 });
  });

  it("of a lifted block whose rule went before", async () => {
    await unblock(PUBLIC_V4);
    await run(ask([], [PUBLIC_V4]));
    const { scheduled } = await prunedPage();
    expect(await run(scheduled)).toMatchObject({ Changed: false, ...named() });
  });
});

it("names a hundred of many, and counts all", async () => {
  const many = Array.from({ length: 120 }, (_, n) => `9.1.${n}.1`);
  await world.put(...many.map((host) => row(host)));
  await run();
  await world.put(...many.map((host) => row(host, { ...enforced, ...expired, LiftedAt: expired.ExpiresAt })));
  const { LiftedBefore, LiftedBeforeCount } = await run();
  expect([LiftedBefore.length, LiftedBeforeCount]).toEqual([100, 120]);
});

describe("a block that a clock ahead of ours has lifted", () => {
  it("is over at once: its rule goes, and its row is not called enforced", async () => {
    await unblock(PUBLIC_V4, 4);
    expect(await run(ask([PUBLIC_V4], [PUBLIC_V4]))).toMatchObject({
      Blocked: [],
      NotBlocked: [{ Host: PUBLIC_V4, Reason: "BLOCK_ENDED" }],
    });
    expect(world.held()).toEqual([]);
    expect((await world.rowOf(PUBLIC_V4))?.EnforcedAt).toBeUndefined();
  });

  it.each([
    ["stays where it is while others may not know of it yet", 4, [], 1],
    ["is remembered after that", -5, [expect.objectContaining({ HostIp: PUBLIC_V4, Lifted: true })], 0],
  ])("%s", async (_, minutesAhead, expired, rows) => {
    await unblock(PUBLIC_V4, minutesAhead);
    await run(ask([], [PUBLIC_V4]));
    const { scheduled } = await prunedPage();
    expect(scheduled.Expired).toEqual(expired);
    expect(await world.rows()).toHaveLength(rows);
    expect(await world.remembered()).toHaveLength(1 - rows);
  });

  it("is enforced by nobody who asks for its host", async () => {
    await world.put(row(PUBLIC_V4, { ...enforced, ExpiresAt: after(0.1).toISOString(), LiftedAt: after(0.1).toISOString() }));
    expect((await run(ask([PUBLIC_V4]))).Blocked).toEqual([]);
  }); // prettier-ignore

  it("gets no rule of a reconcile that has read it before", async () => {
    const blocklist = interrupted(world.blocklist, "after", "readAll", () => unblock(OTHER_PUBLIC_V4, 4));
    await world.put(row(OTHER_PUBLIC_V4));
    await run(ask([OTHER_PUBLIC_V4]), { blocklist });
    expect(world.held()).toEqual([PUBLIC_V4]);
  });
});
