import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { ReconcileInput } from "../../../functions/contract/payloads";
import { nothingMeasured } from "../../../functions/update-nf-rg/enforced-already";
import { reconcile, type ReconcileDeps } from "../../../functions/update-nf-rg/reconcile";
import { RULE_GROUP_ARN } from "../../local/stand-ins/support";
import { OTHER_PUBLIC_V4, PUBLIC_V4 } from "../../support/findings";
import { interrupted } from "../support/interrupted";
import { enforced, expired, groupOf, MANAGED, PLACEHOLDER, recorder, row, startWorld, TABLE } from "../support/world";
import type { World } from "../support/world";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const ask = (...IPList: string[]): ReconcileInput => ({ IPList, Lifted: [], FindingIds: [] });
const run = (input = ask(), overrides: Partial<ReconcileDeps> = {}, told = recorder()) =>
  reconcile({ ...world.deps, ...overrides })(input, {
    telemetry: told.telemetry,
    requestId: "request-1",
    timeLeftMs: () => 60_000,
  });
const ours = (priority: number, match: object) => ({
  Priority: priority,
  RuleDefinition: { MatchAttributes: match, Actions: ["aws:drop", MANAGED.actionName] },
});

it("takes a wide block that a hand wrote down to its hosts in one round", async () => {
  await world.put(row(PUBLIC_V4));
  await run();
  const wide = [{ AddressDefinition: "5.6.0.0/20" }];
  const byHand = [PLACEHOLDER, ours(100, { Sources: wide }), ours(101, { Destinations: wide })];
  world.firewall.editByHand(RULE_GROUP_ARN, groupOf(byHand, world.customActions()));
  const told = recorder();
  expect(await run(ask(), {}, told)).toMatchObject({ Changed: true, Removed: ["5.6.0.0/20"], Strange: ["5.6.0.0/20"] });
  expect(told.metrics.get("FirewallConflicts")).toBeUndefined();
  expect(world.held()).toEqual([PUBLIC_V4]);
});

it("tells what it did also when the answer to its update was lost", async () => {
  await world.put(row(PUBLIC_V4, enforced));
  world.firewall.failNext("UpdateRuleGroup", { afterApply: true });
  expect(await run()).toMatchObject({ Changed: true, Added: [PUBLIC_V4], Restored: [PUBLIC_V4], RestoredCount: 1 });
});

describe("of a prune in pages", () => {
  const Before = { ...nothingMeasured, Changed: true, Restored: ["8.8.8.8"], RestoredCount: 1, Rewritten: true };
  const scheduled: ReconcileInput = { ...ask(), Expired: [], Before };

  it("remembers what it did for the pages before", async () => {
    await world.put(row(PUBLIC_V4, enforced));
    expect(await run(scheduled)).toMatchObject({
      Changed: true,
      Restored: ["8.8.8.8", PUBLIC_V4],
      RestoredCount: 2,
      Rewritten: true,
      HostsInForce: 1,
    });
  });

  it("remembers it also while it waits for its turn", async () => {
    const turns = { ...world.deps.turns, take: () => Promise.resolve({ outcome: "wait" as const, seconds: 2 }) };
    expect(await run(scheduled, { turns })).toMatchObject({ RetryAfterSeconds: 4, RestoredCount: 1, Changed: true });
  });
});

it("does not call a block that has ended enforced, although its row still says so", async () => {
  await world.put(row(PUBLIC_V4));
  await run();
  await world.put(row(PUBLIC_V4, { ...enforced, ...expired }));
  expect(await run(ask(PUBLIC_V4))).toMatchObject({
    Blocked: [],
    NotBlocked: [{ Host: PUBLIC_V4, Reason: "BLOCK_ENDED" }],
  });
  expect(world.held()).toEqual([]);
});

it("looks after what its own update did before it calls itself done by others", async () => {
  await world.put(row(PUBLIC_V4), row(OTHER_PUBLIC_V4));
  await run();
  // The mark of one is lost, the row of the other is gone: this reconcile takes out the other's rule.
  await world.put(row(PUBLIC_V4));
  await world.client.send(new DeleteItemCommand({ TableName: TABLE, Key: marshall({ HostIp: OTHER_PUBLIC_V4 }) }));
  const recordedAnew = async () => {
    await world.put(row(OTHER_PUBLIC_V4));
    await run(ask(OTHER_PUBLIC_V4));
  };
  const ruleGroup = interrupted(world.ruleGroup, "before", "update", recordedAnew);
  expect(await run(ask(PUBLIC_V4), { ruleGroup })).toMatchObject({ Blocked: [PUBLIC_V4] });
  expect(world.held()).toEqual([PUBLIC_V4, OTHER_PUBLIC_V4]);
  expect((await world.rows()).every(({ EnforcedAt }) => EnforcedAt !== undefined)).toBe(true);
});

it("waits at least a second before it sends a throttled update again", async () => {
  await world.put(row(PUBLIC_V4));
  for (let n = 0; n < 2; n += 1) world.firewall.failNext("UpdateRuleGroup", { errorName: "ThrottlingException" });
  const waits: number[] = [];
  const clock = { ...world.deps.clock, random: () => 0, sleep: (ms: number) => Promise.resolve(void waits.push(ms)) };
  await run(ask(PUBLIC_V4), { clock });
  expect(waits).toEqual([1_000, 1_000]);
});
