import { nothingMeasured } from "../../../functions/update-nf-rg/enforced-already";
import { reconcileOutcome } from "../../../functions/contract/payloads";
import { merge } from "../../../functions/domain/merge";
import { protectionOf } from "../../../functions/domain/protection";
import { reconcile, type ReconcileDeps } from "../../../functions/update-nf-rg/reconcile";
import { RULE_GROUP_ARN } from "../../local/stand-ins/support";
import { OTHER_PUBLIC_V4, PRIVATE_V4, PUBLIC_V4, PUBLIC_V6 } from "../../support/findings";
import {
  after,
  codeOf,
  desired,
  enforced,
  expired,
  groupOf,
  MANAGED,
  NOW,
  PLACEHOLDER,
  recorder,
  row,
  startWorld,
} from "../support/world";
import { liftRow } from "../support/blocks";
import { ask } from "../support/reconciling";
import type { World } from "../support/world";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const run = (
  input = ask(),
  overrides: Partial<ReconcileDeps> = {},
  timeLeftMs: () => number = () => 60_000,
  told = recorder(),
) =>
  reconcile({ ...world.deps, ...overrides })(input, { telemetry: told.telemetry, requestId: "request-1", timeLeftMs });

const FOREIGN = {
  Priority: 7,
  RuleDefinition: {
    MatchAttributes: { Protocols: [6], DestinationPorts: [{ FromPort: 23, ToPort: 23 }] },
    Actions: ["aws:pass"],
  },
};

describe("a block", () => {
  it("drops the host in both directions, marks the row, and says so in a readable outcome", async () => {
    await world.put(row(PUBLIC_V4), row(PUBLIC_V6));
    const told = recorder();
    const outcome = await run(ask([PUBLIC_V4]), {}, undefined, told);
    expect(outcome).toEqual({
      ...nothingMeasured,
      Changed: true,
      Added: [PUBLIC_V4, PUBLIC_V6],
      AddedCount: 2,
      Removed: [],
      RemovedCount: 0,
      Late: [PUBLIC_V6],
      LateCount: 1,
      Blocked: [PUBLIC_V4],
      NotBlocked: [],
      LeftOut: [],
      LeftOutCount: 0,
      HostsInForce: 2,
      CapacityUsedUnits: 5,
      CapacityUnits: 1_000,
      UsedByNoPolicy: false,
      AnsweredAt: NOW.toISOString(),
      NewBlocks: [PUBLIC_V4, PUBLIC_V6].map((Host) => {
        const { CreatedAt, ExpiresAt, FindingType, Severity, AccountId } = row(Host);
        return { Host, CreatedAt, ExpiresAt, FindingType, Severity, AccountId };
      }),
    });
    expect(reconcileOutcome.parse(JSON.parse(JSON.stringify(outcome)))).toEqual(outcome);
    expect(world.held()).toEqual([PUBLIC_V4, PUBLIC_V6]);
    expect((await world.rows()).map(({ EnforcedAt }) => EnforcedAt)).toEqual([NOW.toISOString(), NOW.toISOString()]);
    expect(Object.fromEntries(told.metrics)).toEqual({
      FirewallUpdates: 1,
      RulesRepaired: 0,
      HostsBlocked: 2,
      HostsUnblocked: 0,
      HostsInForce: 2,
      HostsLeftOut: 0,
      CapacityUsedPercent: 0,
      GroupUsedByNoPolicy: 0,
    });
  });

  it("makes no call to the firewall for a host that is enforced", async () => {
    await world.put(row(PUBLIC_V4, enforced));
    expect(await run(ask([PUBLIC_V4]))).toMatchObject({ Changed: false, Blocked: [PUBLIC_V4], CapacityUnits: 0 });
    expect(world.firewall.calls).toEqual([]);
  });

  it.each([
    ["one of the hosts is not enforced", ask([PUBLIC_V4, OTHER_PUBLIC_V4])],
    ["a block was lifted", ask([PUBLIC_V4], ["9.9.9.9"])],
    ["nothing is asked for, which means everything", ask()],
    ["an operator asks", { ...ask([PUBLIC_V4, OTHER_PUBLIC_V4]), Whole: true }],
    ["the list may have been cut", ask(Array.from({ length: 100 }, () => PUBLIC_V4))],
  ])("looks at the group when %s", async (_, input) => {
    await world.put(row(PUBLIC_V4, enforced), row(OTHER_PUBLIC_V4));
    await run(input);
    expect(world.held()).toEqual([PUBLIC_V4, OTHER_PUBLIC_V4]);
  });

  it("trusts no mark when an operator asks: a hand may have taken the rule", async () => {
    await world.put(row(PUBLIC_V4, enforced));
    expect(await run({ ...ask([PUBLIC_V4]), Whole: true })).toMatchObject({
      Changed: true,
      Blocked: [PUBLIC_V4],
      Restored: [PUBLIC_V4],
    });
    expect(world.held()).toEqual([PUBLIC_V4]);
  });

  it("says that no policy uses the group", async () => {
    world.firewall.editByHand(RULE_GROUP_ARN, groupOf([PLACEHOLDER]), { numberOfAssociations: 0 });
    await world.put(row(PUBLIC_V4));
    expect(await run(ask([PUBLIC_V4]))).toMatchObject({ UsedByNoPolicy: true, Blocked: [PUBLIC_V4] });
  });

  it("needs no second update", async () => {
    await world.put(row(PUBLIC_V4));
    await run();
    expect(await run()).toMatchObject({ Changed: false, HostsInForce: 1 });
    expect(world.calls("UpdateRuleGroup")).toBe(1);
  });
});

describe("what does not belong in the group", () => {
  it("goes when its row is gone, and the group never becomes empty", async () => {
    await world.put(row(PUBLIC_V4));
    await run();
    await liftRow(world, PUBLIC_V4);
    expect(await run(ask([], [PUBLIC_V4]))).toMatchObject({ Removed: [PUBLIC_V4], HostsInForce: 0 });
    expect(world.rules()).toEqual([PLACEHOLDER]);
  });

  it("goes when it was allowlisted later, which NotBlocked says, and its row is no longer called enforced", async () => {
    await world.put(row(PUBLIC_V4), row(OTHER_PUBLIC_V4));
    await run();
    const policy = { protection: protectionOf(["5.6.0.0/16"], []), observeTypes: [], neverTypes: [] };
    const outcome = await run(ask([PUBLIC_V4], ["x"]), { policy });
    expect(outcome).toMatchObject({
      Removed: [PUBLIC_V4],
      Blocked: [],
      NotBlocked: [{ Host: PUBLIC_V4, Reason: "ALLOWLISTED" }],
      Withdrawn: [{ Host: PUBLIC_V4, Reason: "ALLOWLISTED" }],
      WithdrawnCount: 1,
      StrangeCount: 0,
    });
    expect(world.held()).toEqual([OTHER_PUBLIC_V4]);
    expect((await world.rowOf(PUBLIC_V4))?.EnforcedAt).toBeUndefined();
  });

  it.each([
    ["its block ended", row(PUBLIC_V4, { ...expired }), PUBLIC_V4, "BLOCK_ENDED"],
    ["it is private", row(PRIVATE_V4), PRIVATE_V4, "NOT_PUBLIC"],
    ["it is no address", row("a host"), "a host", "NOT_AN_ADDRESS"],
    ["nobody recorded it", row(OTHER_PUBLIC_V4), PUBLIC_V4, "NO_LONGER_RECORDED"],
  ])("is named in NotBlocked when %s", async (_, present, host, Reason) => {
    await world.put(present);
    expect((await run(ask([host]))).NotBlocked).toEqual([
      expect.objectContaining({ Host: host, Reason, Detail: expect.stringMatching(/./) as unknown }),
    ]);
  });

  it("is what was seen longest ago when the group is full, and is named", async () => {
    await world.close();
    world = await startWorld({ capacity: 5 });
    await world.put(
      row("5.0.0.1", { LastSeenAt: after(-9).toISOString(), ...enforced }),
      row("5.0.0.2", { LastSeenAt: after(-1).toISOString() }),
      row("5.0.0.6", { LastSeenAt: after(-5).toISOString() }),
    );
    const outcome = await run(ask(["5.0.0.1", "5.0.0.2"]));
    expect(outcome).toMatchObject({
      Blocked: ["5.0.0.2"],
      NotBlocked: [{ Host: "5.0.0.1", Reason: "OVER_CAPACITY" }],
      LeftOut: ["5.0.0.1"],
      LeftOutCount: 1,
      CapacityUsedUnits: 5,
    });
    expect(world.held()).toEqual(["5.0.0.2", "5.0.0.6"]);
    expect((await world.rowOf("5.0.0.1"))?.EnforcedAt).toBeUndefined();
  });
});

describe("what others wrote", () => {
  it("stays, also when it came between two blocks", async () => {
    await world.put(row(PUBLIC_V4));
    await run();
    const ours = world.rules();
    world.firewall.editByHand(RULE_GROUP_ARN, groupOf([FOREIGN, ...ours], world.customActions()));
    await world.put(row(OTHER_PUBLIC_V4));
    await run();
    expect(world.rules().slice(0, 2)).toEqual([FOREIGN, PLACEHOLDER]);
    expect(world.held()).toEqual([PUBLIC_V4, OTHER_PUBLIC_V4]);
  });

  it("is named when it sits on a priority of ours, and then nothing is written anywhere", async () => {
    world.firewall.editByHand(RULE_GROUP_ARN, groupOf([PLACEHOLDER, { ...FOREIGN, Priority: 101 }]));
    await world.put(row(PUBLIC_V4), row(OTHER_PUBLIC_V4, { ...enforced, ...expired }));
    const before = await world.rows();
    await expect(run(ask([PUBLIC_V4]))).rejects.toMatchObject({
      name: "PRIORITY_TAKEN",
      message: expect.stringMatching(/priority 101 \(actions aws:pass\)/) as unknown,
    });
    expect(world.calls("UpdateRuleGroup")).toBe(0);
    expect(await world.rows()).toEqual(before);
  });

  it("says which hosts it restored, which it found strange, and that it rewrote a rule that a hand had edited", async () => {
    await world.put(row(PUBLIC_V4), row("6.0.0.1", { ...enforced, ...expired }));
    await run();
    const scheduled = { ...ask(), Expired: [{ HostIp: "6.0.0.1", ExpiresAt: "" }] };
    const byHand = merge({ rules: world.rules(), customActions: [] }, desired("7.0.0.1", "6.0.0.1"), MANAGED);
    world.firewall.editByHand(RULE_GROUP_ARN, groupOf(byHand.rules, world.customActions()));
    expect(await run(scheduled)).toMatchObject({
      Restored: [PUBLIC_V4],
      RestoredCount: 1,
      Strange: ["7.0.0.1"],
      StrangeCount: 1,
      Rewritten: false,
    });
    const passing = world.rules().map((rule) => ({
      ...rule,
      RuleDefinition: {
        ...rule.RuleDefinition,
        Actions: rule.RuleDefinition.Actions.map((a) => a.replace("drop", "pass")),
      },
    }));
    world.firewall.editByHand(RULE_GROUP_ARN, groupOf(passing, world.customActions()));
    expect(await run(scheduled)).toMatchObject({ Changed: true, RestoredCount: 0, StrangeCount: 0, Rewritten: true });
    expect(await run(scheduled)).toMatchObject({ Changed: false, Rewritten: false });
  });

  it("repairs a managed rule that a hand narrowed to one direction", async () => {
    await world.put(row(PUBLIC_V4));
    await run();
    const narrowed = world.rules().filter(({ Priority }) => Priority !== 101);
    world.firewall.editByHand(RULE_GROUP_ARN, groupOf(narrowed, world.customActions()));
    expect(await run()).toMatchObject({ Changed: true, Added: [PUBLIC_V4] });
    expect(world.held()).toEqual([PUBLIC_V4]);
  });
});

it("observes only, in observe mode: no call, no mark, and every host is named", async () => {
  await world.put(row(PUBLIC_V4));
  expect(await run(ask([PUBLIC_V4]), { mode: "observe" })).toMatchObject({
    Changed: false,
    NotBlocked: [{ Host: PUBLIC_V4, Reason: "OBSERVE_MODE" }],
  });
  expect(world.firewall.calls).toEqual([]);
  expect(await world.rows()).toEqual([row(PUBLIC_V4)]);
});

it("fails with TABLE_REFUSED, and writes nothing, when the table cannot be read", async () => {
  await world.put(row(PUBLIC_V4));
  const { dynamoDbBlocklist } = await import("../../../functions/adapters/dynamodb-blocklist");
  const blocklist = dynamoDbBlocklist(world.client, "elsewhere");
  expect(await codeOf(run(ask([PUBLIC_V4]), { blocklist }))).toBe("TABLE_REFUSED");
  expect(world.calls("UpdateRuleGroup")).toBe(0);
});
