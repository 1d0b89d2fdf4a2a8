import {
  networkConnection,
  OTHER_PUBLIC_V4,
  portProbe,
  PRIVATE_V4,
  PUBLIC_V4,
  PUBLIC_V6,
  type FindingOverrides,
} from "../../support/findings";
import { protectionOf } from "../../../functions/domain/protection";
import { liftByOperator } from "../../../functions/domain/operator-block";
import { enforced, expired, NOW, recorder, row, startWorld, type World } from "../support/world";
import { reconcile } from "../../../functions/update-nf-rg/reconcile";
import { BLOCK_ALL, record, refusedBy } from "./recording";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

/** Rows of lifted blocks stay until a prune, so that an event of before the click cannot block anew. */
const notLifted = async () => (await world.rows()).filter(({ LiftedAt }) => LiftedAt === undefined);

const MADE_BY = "the finding that blocked it";
/** A block that this finding made. */
const blockOf = (host: string, FindingId: string, overrides = {}) =>
  row(host, { ...enforced, FindingId, ...overrides });
const suppressed = (overrides: FindingOverrides = {}) =>
  networkConnection(PUBLIC_V4, { Id: MADE_BY, Workflow: { Status: "SUPPRESSED" }, ...overrides });

it("lifts exactly the block that the suppressed finding made", async () => {
  const others = [
    blockOf("5.6.7.1", "another finding"),
    blockOf("5.6.7.2", MADE_BY), // a host that it does not name any more
    blockOf("5.6.7.3", "", { Source: "operator" }),
  ];
  await world.put(blockOf(PUBLIC_V4, MADE_BY), ...others);
  const outcome = await record(world, [suppressed()]);
  expect(outcome).toEqual({
    NewIP: false,
    IPList: [],
    CreatedAt: [],
    ExpiresAt: [],
    AlreadyBlocked: [],
    Lifted: [PUBLIC_V4],
    Kept: [],
    Refused: [
      {
        Host: "",
        Reason: "SUPPRESSED",
        Detail: "nothing to block: the finding's workflow status is SUPPRESSED",
      },
    ],
    Until: "",
    FindingIds: [MADE_BY],
  });
  expect(await notLifted()).toEqual(others);
});

it.each([
  ["another finding made", blockOf(PUBLIC_V4, "another finding"), suppressed()],
  ["an operator made", blockOf(PUBLIC_V4, "", { Source: "operator" }), suppressed()],
  ["an operator made, in the finding's name", blockOf(PUBLIC_V4, MADE_BY, { Source: "operator" }), suppressed()],
  ["GuardDuty's finding made, when another product sends its id", blockOf(PUBLIC_V4, MADE_BY), suppressed({ ProductArn: "arn:aws:securityhub:us-west-2:111122223333:product/111122223333/default" })],
  ["a finding made that is RESOLVED", blockOf(PUBLIC_V4, MADE_BY), suppressed({ Workflow: { Status: "RESOLVED" } })],
  ["a finding made that is ARCHIVED", blockOf(PUBLIC_V4, MADE_BY), suppressed({ Workflow: { Status: "NEW" }, RecordState: "ARCHIVED" })],
])("leaves a block that %s", async (_, block, finding) => {
  await world.put(block);
  expect(await record(world, [finding])).toMatchObject({ NewIP: false, Lifted: [] });
  const { Suppressed, ...present } = (await world.rows())[0] ?? {};
  expect(present).toEqual(block);
  // Another finding's block notes the click, so that a late event of this finding changes nothing.
  expect(Suppressed?.map(({ FindingId }) => FindingId)).toEqual(block.FindingId === "another finding" ? [MADE_BY] : undefined);
}); // prettier-ignore

it.each([
  ["is not enforced yet", { EnforcedAt: undefined }, {}, {}],
  ["is of a host that was allowlisted since", {}, {}, { protection: protectionOf([PUBLIC_V4], []) }],
  ["is of an action that blocks no more", {}, {}, { policy: { ...BLOCK_ALL, actions: [] } }],
  ["was made by a finding that is archived, too", {}, { RecordState: "ARCHIVED" }, {}],
])("lifts a block that %s", async (_, block, finding, policy) => {
  await world.put(blockOf(PUBLIC_V4, MADE_BY, block));
  expect((await record(world, [suppressed(finding)], policy)).Lifted).toEqual([PUBLIC_V4]);
  expect(await notLifted()).toEqual([]);
});

it("keeps a host blocked that another finding names too, and says which, until that is suppressed as well", async () => {
  await record(world, [networkConnection(PUBLIC_V4, { Id: MADE_BY, LastObservedAt: "2026-03-02T07:00:00.000Z" })]);
  await record(world, [networkConnection(PUBLIC_V4, { Id: "another", LastObservedAt: "2026-03-02T08:00:00.000Z" })]);
  expect(await record(world, [suppressed()])).toMatchObject({
    Lifted: [],
    Kept: [{ Host: PUBLIC_V4, Reason: "NAMED_BY_ANOTHER", Detail: expect.stringContaining("(another)") as unknown }],
  });
  expect(await notLifted()).toMatchObject([{ HostIp: PUBLIC_V4, FindingId: "another" }]);
  expect(await record(world, [suppressed({ Id: "another" })])).toMatchObject({ Lifted: [PUBLIC_V4], Kept: [] });
  expect(await notLifted()).toEqual([]);
});

it("keeps its own event from blocking when that comes late, and blocks again when the host is seen anew", async () => {
  expect((await record(world, [suppressed()])).Lifted).toEqual([]);
  const late = await record(world, [networkConnection(PUBLIC_V4, { Id: MADE_BY })]);
  expect(late).toMatchObject({ NewIP: false, Refused: [{ Reason: "BLOCK_ENDED" }] });
  const again = { Id: MADE_BY, LastObservedAt: "2026-03-02T09:55:00.000Z" };
  expect(await record(world, [networkConnection(PUBLIC_V4, again)])).toMatchObject({ IPList: [PUBLIC_V4] });
  expect(await world.rows()).toMatchObject([{ Blocks: 1 }]);
});

it("lifts every host of a port probe that it blocked, and no other of its hosts", async () => {
  const foreign = blockOf(OTHER_PUBLIC_V4, "another finding");
  await world.put(blockOf(PUBLIC_V4, MADE_BY), blockOf(PUBLIC_V6, MADE_BY), foreign);
  const probe = portProbe([PUBLIC_V4, PRIVATE_V4, OTHER_PUBLIC_V4, PUBLIC_V6, "999.1.2.3"], {
    Id: MADE_BY,
    Workflow: { Status: "SUPPRESSED" },
  });
  const outcome = await record(world, [probe]);
  expect([...outcome.Lifted].sort()).toEqual([PUBLIC_V6, PUBLIC_V4].sort());
  expect(refusedBy(outcome)).toEqual(["SUPPRESSED"]);
  expect(await notLifted()).toMatchObject([foreign]);
});

it("says that a block is lifted until its rule has gone, and then no more", async () => {
  await world.put(blockOf(PUBLIC_V4, MADE_BY));
  expect((await record(world, [suppressed(), suppressed()])).Lifted).toEqual([PUBLIC_V4]);
  // As after a crash: RecordIp is tried again before anything was reconciled.
  expect((await record(world, [suppressed()])).Lifted).toEqual([PUBLIC_V4]);
  await reconcile(world.deps)(
    { IPList: [], Lifted: [PUBLIC_V4], FindingIds: [] },
    { telemetry: recorder().telemetry, requestId: "request-1", timeLeftMs: () => 60_000 },
  );
  expect((await record(world, [suppressed()])).Lifted).toEqual([]);
});

it("of a block that has ended by itself only notes its sighting", async () => {
  const ended = blockOf(PUBLIC_V4, MADE_BY, expired);
  await world.put(ended);
  expect((await record(world, [suppressed()])).Lifted).toEqual([]);
  expect(await world.rows()).toEqual([{ ...ended, LastSeenAt: "2026-03-02T09:41:37.000Z" }]);
});

it("is not undone by an event of before the click: only a newer sighting blocks again", async () => {
  await record(world, [networkConnection(PUBLIC_V4, { Id: MADE_BY })]);
  await record(world, [suppressed()]);
  const again = await record(world, [networkConnection(PUBLIC_V4, { Id: MADE_BY })]);
  expect(again).toMatchObject({ NewIP: false, Refused: [{ Host: PUBLIC_V4, Reason: "BLOCK_ENDED" }] });
  expect(again.Refused[0]?.Detail).toMatch(
    /^5\.6\.7\.8 is not blocked: its block was lifted at 2026-03-02 \d\d:\d\d UTC by suppressing /,
  );
  const newer = new Date(Date.parse((await world.rows())[0]?.LastSeenAt ?? "") + 1).toISOString();
  expect(await record(world, [networkConnection(PUBLIC_V4, { LastObservedAt: newer })])).toMatchObject({ NewIP: true });
  expect((await world.rows())[0]?.LiftedAt).toBeUndefined();
});

it.each([
  ["a finding had made", blockOf(PUBLIC_V4, MADE_BY)],
  ["an operator had made", blockOf(PUBLIC_V4, "", { Source: "operator" })],
  ["an operator had made and lifted when rows did not say who", blockOf(PUBLIC_V4, "", {
    Source: "operator", LiftedAt: NOW.toISOString(), LastSeenAt: NOW.toISOString(), ExpiresAt: NOW.toISOString(),
  })],
])("says of a block that %s who lifted it by hand, and not a finding", async (_, block) => {
  await world.put(block);
  await world.recording.change(PUBLIC_V4, NOW, (known) => liftByOperator(known, { by: "jane", reason: "" }, NOW));
  const late = await record(world, [networkConnection(PUBLIC_V4, { Id: MADE_BY })]);
  expect(late.Refused).toMatchObject([
    {
      Reason: "BLOCK_ENDED",
      Detail:
        "5.6.7.8 is not blocked: its block was lifted at 2026-03-02 10:00 UTC by an operator, and this sighting is not newer; only a newer sighting blocks it again",
    },
  ]);
}); // prettier-ignore

describe("beside another finding in the event", () => {
  const other = networkConnection(PUBLIC_V4, { Id: "the other finding" });

  it.each([
    ["before", [suppressed(), other]],
    ["after", [other, suppressed()]],
  ])("that blocks the same host, the suppressed one %s it: the block stays, as the other's", async (_, findings) => {
    await world.put(blockOf(PUBLIC_V4, MADE_BY));
    const kept = [{ Host: PUBLIC_V4, Reason: "NAMED_BY_ANOTHER" }];
    expect(await record(world, findings)).toMatchObject({ AlreadyBlocked: [PUBLIC_V4], Lifted: [], Kept: kept });
    expect(await world.rows()).toMatchObject([{ HostIp: PUBLIC_V4, FindingId: "the other finding" }]);
  });

  it("that is the same finding before its suppression: the host is lifted, and not called new", async () => {
    const both = [networkConnection(PUBLIC_V4, { Id: MADE_BY }), suppressed()];
    expect(await record(world, both)).toMatchObject({
      NewIP: false,
      IPList: [],
      AlreadyBlocked: [],
      Lifted: [PUBLIC_V4],
    });
    await world.put(blockOf(PUBLIC_V4, MADE_BY));
    expect(await record(world, both)).toMatchObject({ NewIP: false, AlreadyBlocked: [], Lifted: [PUBLIC_V4] });
    expect(await notLifted()).toEqual([]);
  });

  it("that blocks another host: one is lifted, one recorded, and both are counted", async () => {
    await world.put(blockOf(PUBLIC_V4, MADE_BY));
    const told = recorder();
    const outcome = await record(world, [suppressed(), networkConnection(OTHER_PUBLIC_V4)], {}, told);
    expect(outcome).toMatchObject({ NewIP: true, IPList: [OTHER_PUBLIC_V4], Lifted: [PUBLIC_V4] });
    expect(Object.fromEntries(told.metrics)).toEqual({ HostsRecorded: 1, HostsRefused: 1, HostsLifted: 1 });
    expect((await notLifted()).map(({ HostIp }) => HostIp)).toEqual([OTHER_PUBLIC_V4]);
  });
});
