import fc from "fast-check";
import type { ReconcileInput } from "../../../functions/contract/payloads";
import type { RuleGroup } from "../../../functions/ports/rule-group";
import type { Blocklist } from "../../../functions/ports/blocklist";
import { reconcile, type ReconcileDeps } from "../../../functions/update-nf-rg/reconcile";
import { RULE_GROUP_ARN } from "../../local/stand-ins/support";
import { OTHER_PUBLIC_V4, PUBLIC_V4 } from "../../support/findings";
import { liftRow, recordRow } from "../support/blocks";
import { interrupted } from "../support/interrupted";
import { after, codeOf, enforced, expired, groupOf, NOW, recorder, row, startWorld } from "../support/world";
import type { World } from "../support/world";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

type Input = ReconcileInput;
const EVERYTHING: Input = { IPList: [], FindingIds: [], Lifted: [] };
const asked = (...IPList: string[]): Input => ({ ...EVERYTHING, IPList });
const run = (input: Input = EVERYTHING, overrides: Partial<ReconcileDeps> = {}, timeLeftMs = () => 60_000) => {
  const told = recorder();
  const result = reconcile({ ...world.deps, ...overrides })(input, {
    telemetry: told.telemetry,
    requestId: "request-1",
    timeLeftMs,
  });
  return Object.assign(result, { told });
};

const group = (when: "before" | "after", name: keyof RuleGroup, happens: () => unknown) => ({
  ruleGroup: interrupted(world.ruleGroup, when, name, happens),
});
const table = (when: "before" | "after", name: keyof Blocklist, happens: () => unknown) => ({
  blocklist: interrupted(world.blocklist, when, name, happens),
});
const liftOf = (host: string) => liftRow(world, host);

/** EnforcedAt promises that the rule group holds the host; and the group holds nothing but running blocks. */
async function expectPromisesKept() {
  const rows = await world.rows();
  const held = world.held();
  const running = rows.filter(({ ExpiresAt }) => ExpiresAt > NOW.toISOString()).map(({ HostIp }) => HostIp);
  expect(held).toEqual(running);
  expect(rows.filter(({ EnforcedAt }) => EnforcedAt !== undefined).map(({ HostIp }) => HostIp)).toEqual(held);
}

describe("faults of the firewall", () => {
  it.each([
    ["a stale token", { errorName: "InvalidTokenException" }],
    ["a failure inside", { errorName: "InternalServerError" }],
    ["a dropped connection", { dropConnection: true }],
  ])("converges after %s in the update", async (_, fault) => {
    await world.put(row(PUBLIC_V4));
    world.firewall.failNext("UpdateRuleGroup", fault);
    const result = run(asked(PUBLIC_V4));
    expect(await result).toMatchObject({ Blocked: [PUBLIC_V4], NotBlocked: [] });
    expect(result.told.metrics.get("FirewallConflicts")).toBe(1);
    expect(world.calls("DescribeRuleGroup")).toBe(3);
    await expectPromisesKept();
  });

  it("needs no second update when the first was applied and only its answer was lost", async () => {
    await world.put(row(PUBLIC_V4));
    world.firewall.failNext("UpdateRuleGroup", { afterApply: true, dropConnection: true });
    expect(await run(asked(PUBLIC_V4))).toMatchObject({ Blocked: [PUBLIC_V4] });
    expect(world.calls("UpdateRuleGroup")).toBe(1);
    await expectPromisesKept();
  });

  it("sees an edit that somebody made between describe and update, and keeps it", async () => {
    await world.put(row(PUBLIC_V4));
    const edit = { Priority: 9, RuleDefinition: { MatchAttributes: { Protocols: [17] }, Actions: ["aws:drop"] } };
    const overrides = group("before", "update", () =>
      world.firewall.editByHand(RULE_GROUP_ARN, groupOf([edit, ...world.rules()])),
    );
    await run(asked(PUBLIC_V4), overrides);
    expect(world.rules()[0]).toEqual(edit);
    expect(world.held()).toEqual([PUBLIC_V4]);
  });

  it.each([
    ["FIREWALL_BUSY", { errorName: "InvalidTokenException" }],
    ["FIREWALL_UNAVAILABLE", { errorName: "ThrottlingException" }],
  ])("ends with %s of its own when the time runs out, and nothing is called enforced", async (code, fault) => {
    await world.put(row(PUBLIC_V4));
    for (let n = 0; n < 5; n += 1) world.firewall.failNext("UpdateRuleGroup", fault);
    let left = 20_000;
    const timeLeftMs = () => (left -= 5_000);
    expect(await codeOf(run(asked(PUBLIC_V4), {}, timeLeftMs))).toBe(code);
    expect(await world.rows()).toEqual([row(PUBLIC_V4)]);
    expect(await run(asked(PUBLIC_V4))).toMatchObject({ Blocked: [PUBLIC_V4] });
  });

  it("waits between rounds by full jitter, within limits that double", async () => {
    await world.put(row(PUBLIC_V4));
    for (let n = 0; n < 3; n += 1) world.firewall.failNext("DescribeRuleGroup", { errorName: "ThrottlingException" });
    const waits: number[] = [];
    const sleep = (ms: number) => Promise.resolve(void waits.push(ms));
    await run(asked(PUBLIC_V4), { clock: { ...world.deps.clock, sleep } });
    expect(waits).toEqual([100, 200, 400]);
  });

  it.each([
    ["describe", "DescribeRuleGroup"],
    ["update", "UpdateRuleGroup"],
  ] as const)("ends at once when the firewall refuses to %s", async (_, operation) => {
    await world.put(row(PUBLIC_V4), row(OTHER_PUBLIC_V4, { ...enforced, ...expired }));
    world.firewall.failNext(operation, { errorName: "InvalidRequestException" });
    expect(await codeOf(run(asked(PUBLIC_V4)))).toBe("FIREWALL_REFUSED");
    expect((await world.rowOf(PUBLIC_V4))?.EnforcedAt).toBeUndefined();
  });
});

describe("the order of reads and writes", () => {
  it("reads the rows after the group: a host recorded in between is blocked with the rest", async () => {
    await world.put(row(PUBLIC_V4));
    await run(
      EVERYTHING,
      group("after", "describe", () => world.put(row(OTHER_PUBLIC_V4))),
    );
    expect(world.held()).toEqual([PUBLIC_V4, OTHER_PUBLIC_V4]);
  });

  it("marks a row after the update, and unmarks one before it", async () => {
    await world.put(row(PUBLIC_V4), row(OTHER_PUBLIC_V4, enforced));
    await run();
    await world.put(row(PUBLIC_V4), row(OTHER_PUBLIC_V4, { ...enforced, ...expired }));
    const seen: unknown[] = [];
    const look = async () => seen.push((await world.rows()).map(({ EnforcedAt }) => EnforcedAt));
    await run(EVERYTHING, group("before", "update", look));
    expect(seen).toEqual([[undefined, undefined]]);
    await expectPromisesKept();
  });

  it("begins again when a row changes between its read and its unmarking", async () => {
    await world.put(row(PUBLIC_V4));
    await run();
    await world.put(row(PUBLIC_V4, { ...enforced, ...expired }));
    const seenAgain = () => world.put(row(PUBLIC_V4, { ...enforced, LastSeenAt: NOW.toISOString() }));
    const result = run(EVERYTHING, table("after", "readAll", seenAgain));
    expect(await result).toMatchObject({ Changed: false, HostsInForce: 1 });
    expect(result.told.lines).toContainEqual(expect.objectContaining({ reason: "ROW_CHANGED" }));
    await expectPromisesKept();
  });

  it("does not call a row enforced that was lifted and recorded anew after the read", async () => {
    await world.put(row(PUBLIC_V4, { CreatedAt: after(-3).toISOString() }));
    await run(
      asked(PUBLIC_V4),
      table("before", "markEnforced", () => world.put(row(PUBLIC_V4, { CreatedAt: NOW.toISOString() }))),
    );
    expect((await world.rowOf(PUBLIC_V4))?.EnforcedAt).toBeUndefined();
    await run(asked(PUBLIC_V4));
    await expectPromisesKept();
  });
});

describe("a reconcile that has nothing to update, beside one that has", () => {
  it("never loses a host that is pruned, and recorded anew before the prune takes its rule", async () => {
    await world.put(row(PUBLIC_V4));
    await run();
    await liftOf(PUBLIC_V4);
    const recordAndReconcile = async () => {
      await recordRow(world, row(PUBLIC_V4, { LastSeenAt: after(-1.5).toISOString() }));
      expect(await run(asked(PUBLIC_V4))).toMatchObject({ Changed: false, Blocked: [PUBLIC_V4] });
    };
    await run(EVERYTHING, group("before", "update", recordAndReconcile));
    expect(world.held()).toEqual([PUBLIC_V4]);
    await expectPromisesKept();
  });

  it("never leaves a rule for a host that is lifted before the rule is there", async () => {
    await world.put(row(OTHER_PUBLIC_V4));
    await run();
    await world.put(row(PUBLIC_V4));
    const liftAndReconcile = async () => {
      await liftOf(PUBLIC_V4);
      expect(await run({ IPList: [], FindingIds: [], Lifted: [PUBLIC_V4] })).toMatchObject({ Changed: false });
    };
    expect(await run(EVERYTHING, group("before", "update", liftAndReconcile))).toMatchObject({ HostsInForce: 1 });
    expect(world.held()).toEqual([OTHER_PUBLIC_V4]);
    await expectPromisesKept();
  });

  it("never drops a host that had expired, and was seen anew before its rule went", async () => {
    await world.put(row(PUBLIC_V4));
    await run();
    await world.put(row(PUBLIC_V4, { ...enforced, ...expired }));
    const recordAndReconcile = async () => {
      const seen = row(PUBLIC_V4, { CreatedAt: NOW.toISOString(), LastSeenAt: NOW.toISOString() });
      expect((await recordRow(world, seen)).outcome).toBe("recorded");
      expect(await run(asked(PUBLIC_V4))).toMatchObject({ Changed: false });
    };
    await run(EVERYTHING, group("before", "update", recordAndReconcile));
    await expectPromisesKept();
  });

  it("takes EnforcedAt off such a row even when it cannot go on", async () => {
    await world.put(row(PUBLIC_V4));
    await run();
    await liftOf(PUBLIC_V4);
    const recordAndReconcile = async () => {
      await recordRow(world, row(PUBLIC_V4, { LastSeenAt: after(-1.5).toISOString() }));
      await run(asked(PUBLIC_V4));
    };
    const overrides = group("before", "update", recordAndReconcile);
    // Enough for the calls of this round, and not for one more round.
    expect(await codeOf(run(EVERYTHING, overrides, () => 4_900))).toBe("FIREWALL_BUSY");
    expect(world.held()).toEqual([]);
    expect((await world.rowOf(PUBLIC_V4))?.EnforcedAt).toBeUndefined();
    expect(await run(asked(PUBLIC_V4))).toMatchObject({ Blocked: [PUBLIC_V4] });
  });
});

describe("rows that a hand damaged", () => {
  it.each(["CreatedAt", "LastSeenAt", "ExpiresAt"] as const)(
    "without %s stop no other block, although the row says enforced",
    async (name) => {
      await world.put({ ...row("5.0.0.9", { ...enforced, ...expired }), [name]: undefined }, row(PUBLIC_V4));
      expect(await run(asked(PUBLIC_V4))).toMatchObject({ Blocked: [PUBLIC_V4] });
      expect((await world.rowOf("5.0.0.9"))?.EnforcedAt).toBeUndefined();
    },
  );

  it("that spell a host in two ways make one rule, and both are marked", async () => {
    await world.put(row("::ffff:5.6.7.8"), row(PUBLIC_V4), row("2600:1F18:0::0001"));
    expect(await run()).toMatchObject({ HostsInForce: 2 });
    expect(world.held()).toEqual([PUBLIC_V4, "2600:1f18::1"]);
    expect((await world.rows()).filter(({ EnforcedAt }) => EnforcedAt === undefined)).toEqual([]);
  });
});

it("converges after any interleaving of writers, prunes, lifts, faults and reconciles", async () => {
  const HOSTS = ["5.0.0.1", "5.0.0.2", "5.0.0.3", "5.0.0.4"] as const;
  const host = fc.constantFrom(...HOSTS);
  const step = fc.oneof(
    fc.record({ what: fc.constant("sight" as const), host, hoursAgo: fc.integer({ min: 0, max: 3 }) }),
    fc.record({ what: fc.constant("lift" as const), host, hoursAgo: fc.constant(0) }),
    fc.record({ what: fc.constant("expire" as const), host, hoursAgo: fc.constant(0) }),
    fc.record({ what: fc.constant("drop" as const), host, hoursAgo: fc.constant(0) }),
    fc.record({ what: fc.constant("lose" as const), host, hoursAgo: fc.constant(0) }),
  );
  const schedule = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 });
  const act = async (one: { what: string; host: string; hoursAgo: number }, at: Date) => {
    const input = asked(one.host);
    if (one.what === "drop") world.firewall.failNext("UpdateRuleGroup", { dropConnection: true });
    if (one.what === "lose") world.firewall.failNext("UpdateRuleGroup", { afterApply: true });
    if (one.what === "lift" && (await liftOf(one.host))) await run({ IPList: [], FindingIds: [], Lifted: [one.host] });
    if (one.what === "expire") {
      const found = await world.rowOf(one.host);
      if (found !== undefined && (await world.pruning.removeExpired(found, after(10_000)))) await run();
    }
    if (one.what !== "sight") return;
    const seen = row(one.host, { CreatedAt: at.toISOString(), LastSeenAt: after(-one.hoursAgo).toISOString() });
    const recorded = await recordRow(world, seen, at);
    if (recorded.row.EnforcedAt === undefined) await run(input);
  };
  let moment = NOW.getTime();
  await fc.assert(
    fc.asyncProperty(schedule, async (rounds) => {
      await world.close();
      world = await startWorld();
      for (const steps of rounds) await Promise.all(steps.map((one) => act(one, new Date((moment += 1)))));
      // Each writer has ended its own reconcile: nothing is lost or wrong even before another one runs.
      await expectPromisesKept();
    }),
    { numRuns: 60 },
  );
});
