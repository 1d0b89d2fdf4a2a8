import { protectionOf } from "../../../functions/domain/protection";
import { reconcile, type ReconcileDeps } from "../../../functions/update-nf-rg/reconcile";
import { OTHER_PUBLIC_V4, PRIVATE_V4, PUBLIC_V4 } from "../../support/findings";
import { RULE_GROUP_ARN } from "../../local/stand-ins/support";
import { liftRow, recordRow } from "../support/blocks";
import { ask } from "../support/reconciling";
import { interrupted } from "../support/interrupted";
import {
  after,
  enforced,
  expired,
  groupOf,
  NOW,
  PLACEHOLDER,
  recorder,
  row,
  startWorld,
  type World,
} from "../support/world";

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

describe("finding types that are only observed", () => {
  const policy = { protection: protectionOf([], []), observeTypes: [{ type: "UnauthorizedAccess:" }], neverTypes: [] };

  it("need no firewall call: the host is named as one that would be blocked", async () => {
    await world.put(row(PUBLIC_V4));
    const outcome = await run(ask([PUBLIC_V4]), { policy });
    expect(outcome).toMatchObject({ Blocked: [], NotBlocked: [{ Host: PUBLIC_V4, Reason: "OBSERVE_MODE" }] });
    expect(world.firewall.calls).toEqual([]);
  });

  it("do not hide a host beside it that is to be blocked", async () => {
    await world.put(row(PUBLIC_V4), row(OTHER_PUBLIC_V4, { FindingType: "Recon:EC2-PortProbe" }));
    const outcome = await run(ask([PUBLIC_V4, OTHER_PUBLIC_V4]), { policy });
    expect(outcome).toMatchObject({
      Blocked: [OTHER_PUBLIC_V4],
      NotBlocked: [{ Host: PUBLIC_V4, Reason: "OBSERVE_MODE" }],
    });
    expect(world.held()).toEqual([OTHER_PUBLIC_V4]);
  });

  it("withdraw what was blocked when they are observed later, and block again when they are no more", async () => {
    await world.put(row(PUBLIC_V4));
    await run();
    expect(await run(ask([], ["x"]), { policy })).toMatchObject({
      Withdrawn: [{ Host: PUBLIC_V4, Reason: "OBSERVE_MODE" }],
    });
    expect(world.held()).toEqual([]);
    expect(await run()).toMatchObject({ Added: [PUBLIC_V4], RestoredCount: 0 });
    expect(world.held()).toEqual([PUBLIC_V4]);
  });
});

describe("rows that can never be blocked", () => {
  const policy = { protection: protectionOf([PUBLIC_V4], [OTHER_PUBLIC_V4]), observeTypes: [], neverTypes: [] };
  it.each([
    ["is private", row(PRIVATE_V4), ["NOT_PUBLIC"]],
    ["is no address", row("5.6.7.0/24"), ["NOT_AN_ADDRESS"]],
    ["an operator blocks, though it is on the allowlist", row(PUBLIC_V4, { Source: "operator" }), ["ALLOWLISTED"]],
    ["an operator blocks, though it is our own", row(OTHER_PUBLIC_V4, { Source: "operator" }), ["OWN_ADDRESS"]],
    ["a finding blocked before it came on the allowlist", row(PUBLIC_V4), []],
  ])("are named at each run: one that %s", async (_, present, reasons) => {
    await world.put(present);
    const { Unblockable, UnblockableCount } = await run(ask([]), { policy });
    expect(Unblockable.map(({ Reason }) => Reason)).toEqual(reasons);
    expect(UnblockableCount).toBe(reasons.length);
    expect(world.held()).toEqual([]);
  });
});

it("calls withdrawn neither a block that has ended nor one that there is no room for", async () => {
  await world.close();
  world = await startWorld({ capacity: 3 });
  await world.put(row(PUBLIC_V4));
  await run();
  const newer = { LastSeenAt: NOW.toISOString() };
  await world.put(row(OTHER_PUBLIC_V4, newer));
  expect(await run()).toMatchObject({ Removed: [PUBLIC_V4], LeftOutCount: 1, Withdrawn: [], WithdrawnCount: 0 });
  await world.put(row(OTHER_PUBLIC_V4, { ...newer, ...expired }));
  expect(await run()).toMatchObject({ Removed: [OTHER_PUBLIC_V4], Withdrawn: [], WithdrawnCount: 0 });
});

describe("observe mode", () => {
  const observing = { mode: "observe" } as const;

  it("makes no rule, and calls nobody for hosts that are to be blocked", async () => {
    await world.put(row(PUBLIC_V4));
    expect(await run(ask([PUBLIC_V4]), observing)).toMatchObject({
      Blocked: [],
      NotBlocked: [{ Reason: "OBSERVE_MODE" }],
    });
    expect(world.firewall.calls).toEqual([]);
    expect(await run(ask([]), observing)).toMatchObject({ Changed: false, HostsInForce: 0 });
    expect(world.calls("UpdateRuleGroup")).toBe(0);
    expect((await world.rowOf(PUBLIC_V4))?.EnforcedAt).toBeUndefined();
  });

  it("lets blocks of before end, by time and by a click, and keeps the others", async () => {
    const [lifted, ended, running] = ["5.6.7.1", "5.6.7.3", "5.6.7.5"] as const;
    await world.put(row(lifted), row(ended), row(running));
    await run();
    await world.put(row("5.6.7.7"), row(ended, { ...enforced, ...expired }));
    expect(await liftRow(world, lifted)).toBe(true);
    expect(await run(ask([], [lifted]), observing)).toMatchObject({
      Removed: [lifted, ended],
      Added: [],
      HostsInForce: 1,
    });
    expect(world.held()).toEqual([running]);
    expect((await world.rowOf("5.6.7.7"))?.EnforcedAt).toBeUndefined();
  });

  it("lifts a block of before also for a finding that names another host to block", async () => {
    await world.put(row("5.6.7.1"));
    await run();
    await liftRow(world, "5.6.7.1");
    await world.put(row("5.6.7.7"));
    expect(await run(ask(["5.6.7.7"], ["5.6.7.1"]), observing)).toMatchObject({
      Removed: ["5.6.7.1"],
      NotBlocked: [{ Host: "5.6.7.7", Reason: "OBSERVE_MODE" }],
    });
    expect(world.held()).toEqual([]);
  });

  it("looks at the rules when an operator asks for a host: a block of before may hold it", async () => {
    await world.put(row("5.6.7.1"));
    await run();
    await world.put(row("5.6.7.7"));
    expect(await run({ ...ask(["5.6.7.1", "5.6.7.7"]), Whole: true }, observing)).toMatchObject({
      Blocked: ["5.6.7.1"],
      NotBlocked: [{ Host: "5.6.7.7", Reason: "OBSERVE_MODE" }],
    });
    expect(world.held()).toEqual(["5.6.7.1"]);
  });

  it("does not write for form's sake", async () => {
    await world.put(row(PUBLIC_V4));
    await run();
    const calls = world.calls("UpdateRuleGroup");
    world.firewall.editByHand(RULE_GROUP_ARN, groupOf([PLACEHOLDER]));
    expect(await run(ask([]), observing)).toMatchObject({ Changed: false });
    expect(world.calls("UpdateRuleGroup")).toBe(calls);
    expect((await world.rowOf(PUBLIC_V4))?.EnforcedAt).toBeUndefined();
  });
});

describe("hosts that begin to be blocked without being asked for", () => {
  const long = { CreatedAt: after(-1).toISOString() };
  const justNow = { CreatedAt: after(-0.1).toISOString() };
  it.each([
    ["long recorded", row("9.9.1.1", long), ["9.9.1.1"]],
    ["just recorded, by another execution that tells of it itself", row("9.9.1.1", justNow), []],
    ["put there by an operator", row("9.9.1.1", { ...justNow, Source: "operator" }), ["9.9.1.1"]],
    ["enforced before, whose rule was taken out", row("9.9.1.1", { ...long, ...enforced }), []],
  ])("are named when they are %s", async (_, other, late) => {
    await world.put(row(PUBLIC_V4), other);
    expect(await run(ask([PUBLIC_V4]))).toMatchObject({ Late: late, LateCount: late.length, AddedCount: 2 });
  });
});

describe("a host that another finding joins while a reconcile is taking it out", () => {
  const policy = { protection: protectionOf([], []), observeTypes: [{ type: "Trojan:" }], neverTypes: [] };
  const joins = () => recordRow(world, row(PUBLIC_V4, { FindingId: "another", LastSeenAt: after(-3).toISOString() }));

  it.each([
    ["after its row was read", () => ({ blocklist: interrupted(world.blocklist, "after", "readAll", joins) })],
    ["before its rule goes", () => ({ ruleGroup: interrupted(world.ruleGroup, "before", "update", joins) })],
  ])("stays blocked, or is blocked again: %s", async (_, overrides) => {
    await world.put(row(PUBLIC_V4, { FindingType: "Trojan:EC2-DropPoint" }));
    await run();
    await run(ask([]), { policy, ...overrides() });
    expect(world.held()).toEqual([PUBLIC_V4]);
    expect((await world.rowOf(PUBLIC_V4))?.EnforcedAt).toBeDefined();
  });
});
