import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { dynamoDbBlocklist } from "../../../functions/adapters/dynamodb-blocklist";
import { clientConfig } from "../../local/stand-ins/support";
import { OTHER_PUBLIC_V4, PUBLIC_V4 } from "../../support/findings";
import { after, codeOf, enforced, expired, NOW, row, startWorld, TABLE, type World } from "../support/world";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

/** A sighting that is recorded now. */
const sighting = (hoursAgo: number, overrides = {}) =>
  row(PUBLIC_V4, {
    CreatedAt: NOW.toISOString(),
    LastSeenAt: after(-hoursAgo).toISOString(),
    ExpiresAt: after(720).toISOString(),
    FindingId: "the new finding",
    ...overrides,
  });
const running = (overrides = {}) => row(PUBLIC_V4, { ...enforced, ...overrides });
const record = (hoursAgo: number, overrides = {}) => world.blocklist.record(sighting(hoursAgo, overrides), NOW);

describe("the table of recordHost", () => {
  it("none: recorded", async () => {
    expect(await record(1)).toEqual({ outcome: "recorded", row: sighting(1) });
    expect(await world.rows()).toEqual([sighting(1)]);
  });

  it("expired, sighting newer than its last: recorded, a new block that nobody enforces yet", async () => {
    await world.put(running(expired));
    expect(await record(1)).toEqual({ outcome: "recorded", row: sighting(1) });
    expect(await world.rows()).toEqual([sighting(1)]);
  });

  it.each([2, 3])("expired, sighting not newer (%i hours ago, known is 2): ended", async (hoursAgo) => {
    await world.put(running(expired));
    expect(await record(hoursAgo)).toEqual({ outcome: "ended", row: running(expired) });
    expect(await world.rows()).toEqual([running(expired)]);
  });

  it.each([2, 3])("running, sighting not newer (%i hours ago, known is 2): repeated", async (hoursAgo) => {
    await world.put(running());
    expect(await record(hoursAgo)).toEqual({ outcome: "repeated", row: running() });
    expect(await world.rows()).toEqual([running()]);
  });

  it("running, sighting newer: extended; the block, its finding and its enforcement stay", async () => {
    await world.put(running());
    const moved = running({ LastSeenAt: after(-1).toISOString(), ExpiresAt: after(720).toISOString() });
    expect(await record(1)).toEqual({ outcome: "extended", row: moved });
    expect(await world.rows()).toEqual([moved]);
  });
});

it("never moves an end back, also when the retention was shortened", async () => {
  await world.put(running());
  expect((await record(1, { ExpiresAt: after(24).toISOString() })).row.ExpiresAt).toBe(running().ExpiresAt);
});

it("extends an operator's block, and leaves it the operator's", async () => {
  await world.put(running({ Source: "operator", FindingId: "" }));
  expect(await record(1)).toMatchObject({ outcome: "extended", row: { Source: "operator", FindingId: "" } });
});

describe("writers at once", () => {
  it("begin one block, keep the newest sighting, and all see it", async () => {
    const outcomes = await Promise.all([5, 4, 3, 2, 1].map((hoursAgo) => record(hoursAgo)));
    expect(outcomes.filter(({ outcome }) => outcome === "recorded").length).toBe(1);
    expect(await world.rows()).toEqual([expect.objectContaining({ LastSeenAt: after(-1).toISOString() })]);
  });

  it("begin one new block of an expired one", async () => {
    await world.put(running(expired));
    const outcomes = await Promise.all([record(1), record(1), record(1)]);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(["recorded", "repeated", "repeated"]);
  });

  it("an extension that loses to a prune begins a new block", async () => {
    await world.put(running({ ExpiresAt: after(0.01).toISOString() }));
    let pruned = false;
    world.client.middlewareStack.add(
      (next) => async (args) => {
        if (!pruned && "UpdateExpression" in args.input) {
          pruned = true;
          const ofPrune = running({ ExpiresAt: after(0.01).toISOString() });
          expect(await world.blocklist.removeExpired(ofPrune, after(0.02))).toBe(true);
        }
        return next(args);
      },
      { step: "initialize" },
    );
    expect(await record(1)).toEqual({ outcome: "recorded", row: sighting(1) });
    expect(await world.rows()).toEqual([sighting(1)]);
  });

  it("a prune that loses to an extension deletes nothing, by whichever clock", async () => {
    await world.put(running(expired));
    const [read] = await world.rows();
    await record(1);
    expect(read && (await world.blocklist.removeExpired(read, after(1)))).toBe(false);
    expect(await world.rows()).toHaveLength(1);
  });
});

describe("rows that a hand damaged", () => {
  it.each([
    ["CreatedAt", undefined, "extended"],
    ["LastSeenAt", undefined, "extended"],
    ["LastSeenAt", 7, "extended"],
    ["ExpiresAt", undefined, "recorded"],
    ["ExpiresAt", 7, "recorded"],
  ])("whose %s is %j are recorded as any other", async (name, value, outcome) => {
    await world.put({ ...running(), [name]: value });
    expect((await record(1)).outcome).toBe(outcome);
    expect(await world.rowOf(PUBLIC_V4)).toMatchObject({
      LastSeenAt: after(-1).toISOString(),
      ExpiresAt: after(720).toISOString(),
    });
  });

  it("that have no end are found and removed as expired, once and only so", async () => {
    await world.put({ ...running(), ExpiresAt: undefined });
    const { rows } = await world.blocklist.findExpired(NOW, 10, "");
    expect(rows).toMatchObject([{ HostIp: PUBLIC_V4, ExpiresAt: "" }]);
    const read = { HostIp: PUBLIC_V4, ExpiresAt: "" };
    expect(await world.blocklist.removeExpired(read, NOW)).toBe(true);
    expect(await world.blocklist.removeExpired(read, NOW)).toBe(false);
    await world.put(running());
    expect(await world.blocklist.removeExpired(read, NOW)).toBe(false);
  });

  it("are not brought back by a mark", async () => {
    expect(await world.blocklist.markEnforced(running({ CreatedAt: "" }), NOW)).toBe(false);
    expect(await world.rows()).toEqual([]);
  });
});

it.each([
  ["expired, as it was read", expired, expired, true],
  ["not expired", {}, {}, false],
  ["expired at this moment", { ExpiresAt: NOW.toISOString() }, { ExpiresAt: NOW.toISOString() }, true],
  ["expired, but not the row that was read", expired, { ExpiresAt: after(-0.4).toISOString() }, false],
])("removes a row that is %s: %#", async (_, read, present, removed) => {
  await world.put(running(present));
  expect(await world.blocklist.removeExpired(running(read), NOW)).toBe(removed);
  expect(await world.rows()).toHaveLength(removed ? 0 : 1);
});

it.each([
  ["the finding that made the block", "finding", `finding-of-${PUBLIC_V4}`, true],
  ["another finding", "finding", "another", false],
  ["a finding, when an operator made it", "operator", `finding-of-${PUBLIC_V4}`, false],
] as const)("lifts by %s: %#", async (_, Source, findingId, lifted) => {
  await world.put(running({ Source }));
  expect(await world.blocklist.lift(PUBLIC_V4, findingId, NOW)).toBe(lifted);
  const ended = { ExpiresAt: NOW.toISOString(), LiftedAt: NOW.toISOString() };
  expect(await world.rows()).toEqual([running({ Source, ...(lifted && ended) })]);
  expect(await world.blocklist.lift(OTHER_PUBLIC_V4, findingId, NOW)).toBe(false);
});

it("knows its own lift and its own deletion again when only the answer to it was lost", async () => {
  const client = new DynamoDBClient({ ...clientConfig(world.dynamoDb.url), maxAttempts: 3 });
  let lost = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      if (lost % 2 === 1) return ((lost += 1), result);
      lost += 1;
      throw Object.assign(new Error("socket hang up"), { name: "TimeoutError", $metadata: {} });
    },
    { step: "finalizeRequest", priority: "low" },
  );
  const blocklist = dynamoDbBlocklist(client, TABLE);
  await world.put(row(PUBLIC_V4), row(OTHER_PUBLIC_V4, expired));
  expect(await blocklist.lift(PUBLIC_V4, `finding-of-${PUBLIC_V4}`, NOW)).toBe(true);
  expect(await blocklist.removeExpired(row(OTHER_PUBLIC_V4, expired), NOW)).toBe(true);
  expect(lost).toBeGreaterThan(1);
  client.destroy();
});

describe("EnforcedAt", () => {
  it("survives an extension between read and mark", async () => {
    await world.put(row(PUBLIC_V4));
    await record(1);
    expect(await world.blocklist.markEnforced(row(PUBLIC_V4), NOW)).toBe(true);
    expect(await world.rowOf(PUBLIC_V4)).toMatchObject({
      EnforcedAt: NOW.toISOString(),
      LastSeenAt: after(-1).toISOString(),
    });
  });

  it("replaces what a hand wrote that is no time", async () => {
    await world.put({ ...row(PUBLIC_V4), EnforcedAt: 5 });
    expect(await world.blocklist.markEnforced(row(PUBLIC_V4), NOW)).toBe(true);
    expect((await world.rowOf(PUBLIC_V4))?.EnforcedAt).toBe(NOW.toISOString());
  });

  it("reads a row whose number no JavaScript number holds", async () => {
    await world.client.send(
      new PutItemCommand({ TableName: TABLE, Item: { HostIp: { S: PUBLIC_V4 }, Odd: { N: "9007199254740993.5" } } }),
    );
    expect(await world.blocklist.readAll()).toMatchObject([{ HostIp: PUBLIC_V4, ExpiresAt: "" }]);
  });

  it.each([
    ["recorded anew", [sighting(1)]],
    ["deleted", []],
  ])("is not set on a row that was %s", async (_, present) => {
    await world.put(...present);
    expect(await world.blocklist.markEnforced(row(PUBLIC_V4), NOW)).toBe(false);
    expect(await world.rows()).toEqual(present);
  });

  it.each([
    ["as it was read", running(), true, false],
    ["extended", running({ LastSeenAt: NOW.toISOString() }), false, true],
    ["given another end", running({ ExpiresAt: after(1_000).toISOString() }), false, true],
    ["recorded anew", running({ CreatedAt: NOW.toISOString() }), false, true],
  ])("goes from a row that is %s: %#", async (_, present, unmarked, still) => {
    await world.put(present);
    expect(await world.blocklist.unmarkEnforced(running())).toBe(unmarked);
    expect((await world.rowOf(PUBLIC_V4))?.EnforcedAt !== undefined).toBe(still);
  });

  it("of a row that is gone is gone, and the row is not brought back", async () => {
    expect(await world.blocklist.unmarkEnforced(running())).toBe(true);
    expect(await world.rows()).toEqual([]);
  });
});

it("reads more rows than one page of 1 MB holds, and finds expired ones page by page", async () => {
  const many = Array.from({ length: 5_000 }, (_, n) =>
    row(`5.1.${n >> 8}.${n & 255}`, { Reason: "r".repeat(256), ...(n % 2 === 0 && expired) }),
  );
  await world.put(...many);
  const read = await world.blocklist.readAll();
  expect(new Set(read.map(({ HostIp }) => HostIp)).size).toBe(5_000);
  expect(world.dynamoDb.calls.filter(({ operation }) => operation === "Scan").length).toBeGreaterThan(1);
  expect(
    world.dynamoDb.calls.filter((call) => call.operation === "Scan" && call.request?.ConsistentRead !== true),
  ).toEqual([]);
  const page = await world.blocklist.findExpired(NOW, 100, "");
  expect([page.rows.length, page.more]).toEqual([100, true]);
  const all = await world.blocklist.findExpired(NOW, 10_000, "");
  expect([all.rows.length, all.more]).toEqual([2_500, false]);
  const exact = await world.blocklist.findExpired(NOW, 2_500, "");
  expect([exact.rows.length, exact.more]).toEqual([2_500, false]);
});

const METHODS = [
  ["record", (list: World["blocklist"]) => list.record(sighting(1), NOW)],
  ["get", (list: World["blocklist"]) => list.get([PUBLIC_V4])],
  ["readAll", (list: World["blocklist"]) => list.readAll()],
  ["findExpired", (list: World["blocklist"]) => list.findExpired(NOW, 1, "")],
  ["removeExpired", (list: World["blocklist"]) => list.removeExpired(running(expired), NOW)],
  ["lift", (list: World["blocklist"]) => list.lift(PUBLIC_V4, "x", NOW)],
  ["markEnforced", (list: World["blocklist"]) => list.markEnforced(running(), NOW)],
  ["unmarkEnforced", (list: World["blocklist"]) => list.unmarkEnforced(running())],
] as const;

it.each(METHODS)(
  "%s fails with TABLE_REFUSED without a table, TABLE_UNAVAILABLE without an answer",
  async (_, call) => {
    expect(await codeOf(call(dynamoDbBlocklist(world.client, "elsewhere")))).toBe("TABLE_REFUSED");
    const nowhere = new DynamoDBClient(clientConfig("http://127.0.0.1:9"));
    expect(await codeOf(call(dynamoDbBlocklist(nowhere, TABLE)))).toBe("TABLE_UNAVAILABLE");
    nowhere.destroy();
  },
);
