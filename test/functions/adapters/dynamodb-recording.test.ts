import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { dynamoDbRecall } from "../../../functions/adapters/dynamodb-memory";
import { dynamoDbRecording } from "../../../functions/adapters/dynamodb-recording";
import { sight, suppress } from "../../../functions/domain/block";
import type { Sighting } from "../../../functions/domain/sighting";
import { PERMANENT, type HostRow } from "../../../functions/domain/host-row";
import { clientConfig } from "../../local/stand-ins/support";
import { PUBLIC_V4 } from "../../support/findings";
import {
  after,
  codeOf,
  enforced,
  expired,
  MEMORY_TABLE,
  NOW,
  row,
  startWorld,
  TABLE,
  type World,
} from "../support/world";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const STAY = { retentionHours: 720, factor: 2, ceilingHours: 8_760 };
const { FindingType, Severity, AccountId, Region, Reason } = row(PUBLIC_V4);
const sighting = (hoursAgo: number, FindingId = "the new finding"): Sighting => ({
  host: PUBLIC_V4,
  seenAt: after(-hoursAgo).toISOString(),
  finding: { FindingId, FindingType, Severity, AccountId, Region, Reason },
});
const running = (overrides: Partial<HostRow> = {}) => row(PUBLIC_V4, { ...enforced, ...overrides });
const record = (hoursAgo: number, id?: string, { recording } = world) =>
  recording.change(PUBLIC_V4, NOW, (known) => sight(known, sighting(hoursAgo, id), NOW, STAY));
const lift = (id: string, { recording } = world) =>
  recording.change(PUBLIC_V4, NOW, (known) => suppress(known, sighting(2, id), NOW));
const operations = () => world.dynamoDb.calls.map(({ operation }) => operation);

it("begins a block with a look at the table and at the memory, and one write", async () => {
  const { outcome, row: begun } = await record(1);
  expect(outcome).toBe("recorded");
  expect(await world.rows()).toEqual([begun]);
  expect(operations()).toEqual(["GetItem", "GetItem", "PutItem"]);
});

it("reads a host that is known once, and writes nothing for a sighting that is known", async () => {
  await world.put(running({ FindingId: "the new finding" }));
  expect((await record(2)).outcome).toBe("repeated");
  expect(operations().slice(-1)).toEqual(["GetItem"]);
  expect(await world.rows()).toEqual([running({ FindingId: "the new finding" })]);
});

it("writes of a block that goes on only what changes: what a hand has added stays", async () => {
  await world.put({ ...running(), Ticket: "SEC-7" });
  await record(1);
  expect((await world.dynamoDb.scanAll(TABLE))[0]).toMatchObject({
    Ticket: "SEC-7",
    LastSeenAt: after(-1).toISOString(),
    OtherFindings: [{ FindingId: "the new finding" }],
  });
  await lift("the new finding");
  expect((await world.rows())[0]?.OtherFindings).toBeUndefined();
});

it("lets a new block take the place of an expired one as a whole", async () => {
  await world.put({ ...running(expired), LiftedAt: NOW.toISOString() });
  const { row: begun } = await record(1);
  expect(await world.rows()).toEqual([begun]);
  expect(begun).toMatchObject({ CreatedAt: NOW.toISOString(), FindingId: "the new finding" });
});

describe("the memory", () => {
  const ended = running({ ...expired, Blocks: 2 });
  const now = NOW.getTime() / 1_000;
  it.each([
    ["in a day", now + 86_400, 3],
    ["at this very second, though DynamoDB deletes it days later", now, 1],
  ])("counts a host that it forgets %s", async (_, ForgetAt, blocks) => {
    await world.putInto(MEMORY_TABLE, { ...ended, ForgetAt });
    expect((await record(1)).row.Blocks).toBe(blocks);
  });

  it("keeps an old sighting from blocking again, and is not asked for a host that has a row", async () => {
    await world.putInto(MEMORY_TABLE, { ...ended, ForgetAt: now + 86_400 });
    expect((await record(2)).outcome).toBe("ended");
    await world.put(running());
    const before = operations().length;
    await record(3);
    expect(
      operations()
        .slice(before)
        .filter((name) => name === "GetItem"),
    ).toHaveLength(1);
  });
});

describe("writers at once", () => {
  it("begin one block, keep the newest sighting, and all see it", async () => {
    const outcomes = await Promise.all([5, 4, 3, 2, 1].map((hoursAgo) => record(hoursAgo)));
    expect(outcomes.filter(({ outcome }) => outcome === "recorded").length).toBe(1);
    expect(await world.rows()).toEqual([expect.objectContaining({ LastSeenAt: after(-1).toISOString() })]);
  });

  it("of several findings are all noted", async () => {
    await world.put(running());
    const ids = ["a", "b", "c", "d"];
    await Promise.all(ids.map((id) => record(3, id)));
    expect((await world.rows())[0]?.OtherFindings?.map(({ FindingId }) => FindingId).sort()).toEqual(ids);
  });

  it("who suppress all findings of a host lift its block, whoever comes last", async () => {
    await world.put(running());
    await record(1, "a");
    await record(1, "b");
    await Promise.all([`finding-of-${PUBLIC_V4}`, "a", "b"].map((id) => lift(id)));
    expect((await world.rows())[0]?.LiftedAt).toBe(NOW.toISOString());
  });

  it("an extension that loses to a prune begins a new block, for the second time", async () => {
    const ending = { ExpiresAt: after(0.01).toISOString() };
    await world.put(running(ending));
    let pruned = false;
    world.client.middlewareStack.add(
      (next) => async (args) => {
        if (!pruned && "UpdateExpression" in args.input) {
          pruned = true;
          expect(await world.pruning.removeExpired(running(ending), after(0.02))).toBe(true);
        }
        return next(args);
      },
      { step: "initialize" },
    );
    const change = await record(1);
    expect(change).toMatchObject({ outcome: "recorded", row: { Blocks: 2, CreatedAt: NOW.toISOString() } });
    expect(await world.rows()).toEqual([change.row]);
  });
});

it.each([
  ["CreatedAt", undefined, "extended"],
  ["LastSeenAt", undefined, "extended"],
  ["LastSeenAt", 7, "extended"],
  ["ExpiresAt", undefined, "recorded"],
  ["ExpiresAt", 7, "recorded"],
  ["FindingId", 7, "extended"],
  ["OtherFindings", "many", "extended"],
  ["OtherFindings", [], "extended"],
  ["Blocks", "many", "extended"],
])("records a row that a hand damaged (%s is %j) as any other", async (name, value, outcome) => {
  await world.put({ ...running(), [name]: value });
  expect((await record(1)).outcome).toBe(outcome);
  expect(await world.rowOf(PUBLIC_V4)).toMatchObject({
    LastSeenAt: after(-1).toISOString(),
    ExpiresAt: after(name === "ExpiresAt" ? 1_440 : 720).toISOString(),
  });
});

it("extends an operator's block, and leaves it the operator's, for good", async () => {
  await world.put(running({ Source: "operator", FindingId: "", ExpiresAt: PERMANENT }));
  await record(1);
  expect((await world.rows())[0]).toMatchObject({ Source: "operator", FindingId: "", ExpiresAt: PERMANENT });
  expect((await lift("the new finding")).outcome).toBe("kept");
});

it("knows its own write again when only the answer to it was lost", async () => {
  const client = new DynamoDBClient({ ...clientConfig(world.dynamoDb.url), maxAttempts: 3 });
  let lost = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      if (!/"(PutItem|UpdateItem)"|ConditionExpression/.test(String((args.request as { body?: unknown }).body)))
        return result;
      lost += 1;
      throw Object.assign(new Error("socket hang up"), { name: "TimeoutError", $metadata: {} });
    },
    { step: "finalizeRequest", priority: "low" },
  );
  const recording = dynamoDbRecording(client, TABLE, dynamoDbRecall(client, MEMORY_TABLE));
  expect((await record(3, "a", { ...world, recording })).outcome).toBe("recorded");
  expect((await record(1, "b", { ...world, recording })).outcome).toBe("extended");
  expect((await lift("a", { ...world, recording })).outcome).toBe("kept");
  expect((await lift("b", { ...world, recording })).outcome).toBe("lifted");
  expect(lost).toBe(4);
  client.destroy();
});

it("fails with TABLE_REFUSED without a table, TABLE_UNAVAILABLE without an answer or without an end", async () => {
  const memory = dynamoDbRecall(world.client, MEMORY_TABLE);
  const call = (client: DynamoDBClient, table: string) =>
    codeOf(record(1, "a", { ...world, recording: dynamoDbRecording(client, table, memory) }));
  expect(await call(world.client, "elsewhere")).toBe("TABLE_REFUSED");
  const nowhere = new DynamoDBClient(clientConfig("http://127.0.0.1:9"));
  expect(await call(nowhere, TABLE)).toBe("TABLE_UNAVAILABLE");
  nowhere.destroy();
  let hour = 0;
  const restless = world.recording.change(PUBLIC_V4, NOW, () => {
    hour += 1;
    return { write: row(PUBLIC_V4, { CreatedAt: after(hour).toISOString() }) };
  });
  await restless;
  world.client.middlewareStack.add(
    (next) => async (args) => {
      if ("ConditionExpression" in args.input)
        await world.put(row(PUBLIC_V4, { LastSeenAt: after((hour += 1)).toISOString() }));
      return next(args);
    },
    { step: "initialize" },
  );
  expect(await codeOf(record(1))).toBe("TABLE_UNAVAILABLE");
});
