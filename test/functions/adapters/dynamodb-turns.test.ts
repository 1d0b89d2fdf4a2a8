import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { GATHER_SECONDS, LEASE_SECONDS } from "../../../functions/domain/lease";
import { reconcile } from "../../../functions/update-nf-rg/reconcile";
import { PUBLIC_V4 } from "../../support/findings";
import { interrupted } from "../support/interrupted";
import { codeOf, LEASE_TABLE, NOW, recorder, row, startWorld, type World } from "../support/world";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
const TAKEN = { outcome: "taken" };
const wait = (seconds: number) => ({ outcome: "wait", seconds });

describe("turns", () => {
  it("are for one at a time, and free again afterwards", async () => {
    expect(await world.turns.take("a", NOW)).toEqual(TAKEN);
    await world.turns.end("a", later(1));
    expect(await world.turns.take("b", later(1))).toEqual(TAKEN);
  });

  it("make the next one wait once somebody was turned away, so that more gathers", async () => {
    await world.turns.take("a", NOW);
    expect(await world.turns.take("b", later(1))).toEqual(wait(2));
    await world.turns.end("a", later(2));
    expect(await world.turns.take("b", later(3))).toEqual(wait(GATHER_SECONDS - 1));
    expect(await world.turns.take("b", later(2 + GATHER_SECONDS))).toEqual(TAKEN);
    await world.turns.end("b", later(13));
    expect(await world.turns.take("c", later(13))).toEqual(TAKEN);
  });

  it("go to exactly one of many who ask at once", async () => {
    const turns = await Promise.all(Array.from({ length: 20 }, (_, n) => world.turns.take(`owner-${n}`, NOW)));
    expect(turns.filter(({ outcome }) => outcome === "taken")).toHaveLength(1);
  });

  it("are taken over from an owner that crashed, who then ends nothing", async () => {
    await world.turns.take("crashed", NOW);
    expect(await world.turns.take("b", later(LEASE_SECONDS))).toEqual(TAKEN);
    await world.turns.end("crashed", later(LEASE_SECONDS + 1));
    expect(await world.turns.take("c", later(LEASE_SECONDS + 2))).toEqual(wait(2));
  });

  it("stay with the owner who asks again, the answer having been lost", async () => {
    await world.turns.take("a", NOW);
    expect(await world.turns.take("a", later(1))).toEqual(TAKEN);
  });

  it("leave as a named error when the table is gone", async () => {
    await world.dynamoDb.close();
    expect(await codeOf(world.turns.take("a", NOW))).toBe("TABLE_UNAVAILABLE");
  });
});

describe("reconcile", () => {
  const invocation = (requestId: string, told = recorder()) => ({
    telemetry: told.telemetry,
    requestId,
    timeLeftMs: () => 60_000,
  });
  const asked = { IPList: [PUBLIC_V4], Lifted: [], FindingIds: [] };
  const run = (requestId: string, overrides = {}, told = recorder()) =>
    reconcile({ ...world.deps, turns: world.turns, ...overrides })(asked, invocation(requestId, told));

  it("is turned away while another runs: no firewall call, and a time to come again", async () => {
    await world.put(row(PUBLIC_V4));
    await world.turns.take("other", NOW);
    const told = recorder();
    // 2 s for the other one, and half of the 4 s of jitter.
    expect(await run("a", {}, told)).toMatchObject({
      RetryAfterSeconds: 4,
      Changed: false,
      Blocked: [],
      CapacityUnits: 0,
    });
    expect(world.firewall.calls).toEqual([]);
    expect(told.metrics.get("TurnsWaited")).toBe(1);
    await world.turns.end("other", NOW);
  });

  it("needs no turn for a host that is enforced already", async () => {
    await world.put(row(PUBLIC_V4, { EnforcedAt: NOW.toISOString() }));
    await world.turns.take("other", NOW);
    expect(await run("a")).toMatchObject({ RetryAfterSeconds: 0, Blocked: [PUBLIC_V4] });
  });

  it("gives its turn back when it fails, and when it is done", async () => {
    await world.put(row(PUBLIC_V4));
    world.firewall.failNext("DescribeRuleGroup", { errorName: "InvalidRequestException" });
    expect(await codeOf(run("a"))).toBe("FIREWALL_REFUSED");
    expect(await run("b")).toMatchObject({ RetryAfterSeconds: 0, Blocked: [PUBLIC_V4] });
    expect(await world.turns.take("c", NOW)).toEqual(TAKEN);
  });

  it("blocks all the same when the turn cannot be given back", async () => {
    await world.put(row(PUBLIC_V4));
    const turns = interrupted(world.turns, "before", "end", () => Promise.reject(new Error("gone")));
    const told = recorder();
    expect(await run("a", { turns }, told)).toMatchObject({ Blocked: [PUBLIC_V4] });
    expect(told.lines).toContainEqual(expect.objectContaining({ code: "TURN_NOT_ENDED" }));
  });

  it("starts over without a lease row: someone deleted it by hand", async () => {
    await world.put(row(PUBLIC_V4));
    await world.turns.take("other", NOW);
    await world.client.send(new DeleteItemCommand({ TableName: LEASE_TABLE, Key: { LeaseName: { S: "reconcile" } } }));
    expect(await run("a")).toMatchObject({ Blocked: [PUBLIC_V4] });
  });
});

describe("a throttled update", () => {
  it("is sent again as it is: no other describe takes the call that it waits for", async () => {
    await world.put(row(PUBLIC_V4));
    for (let n = 0; n < 3; n += 1) world.firewall.failNext("UpdateRuleGroup", { errorName: "ThrottlingException" });
    const told = recorder();
    const input = { IPList: [PUBLIC_V4], Lifted: [], FindingIds: [] };
    const invocation = { telemetry: told.telemetry, requestId: "a", timeLeftMs: () => 60_000 };
    expect(await reconcile(world.deps)(input, invocation)).toMatchObject({ Blocked: [PUBLIC_V4] });
    expect([world.calls("DescribeRuleGroup"), world.calls("UpdateRuleGroup")]).toEqual([2, 4]);
    expect(told.metrics.get("FirewallThrottles")).toBe(3);
  });

  it("ends in FIREWALL_UNAVAILABLE when there is no time left", async () => {
    await world.put(row(PUBLIC_V4));
    world.firewall.failNext("UpdateRuleGroup", { errorName: "ThrottlingException" });
    const input = { IPList: [PUBLIC_V4], Lifted: [], FindingIds: [] };
    const invocation = { telemetry: recorder().telemetry, requestId: "a", timeLeftMs: () => 5_000 };
    expect(await codeOf(reconcile(world.deps)(input, invocation))).toBe("FIREWALL_UNAVAILABLE");
    expect((await world.rowOf(PUBLIC_V4))?.EnforcedAt).toBeUndefined();
  });
});
