import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { dynamoDbKeeping, dynamoDbRecall } from "../../../functions/adapters/dynamodb-memory";
import { dynamoDbPruning } from "../../../functions/adapters/dynamodb-pruning";
import { clientConfig } from "../../local/stand-ins/support";
import { PUBLIC_V4 } from "../../support/findings";
import {
  after,
  codeOf,
  enforced,
  expired,
  MEMORY_DAYS,
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

const running = (overrides = {}) => row(PUBLIC_V4, { ...enforced, ...overrides });
const remembered = (overrides = {}) => {
  const ended = row(PUBLIC_V4, { ...expired, ...overrides });
  return { ...ended, ForgetAt: Math.ceil(Date.parse(ended.ExpiresAt) / 1_000) + MEMORY_DAYS * 86_400 };
};

const AHEAD = { ExpiresAt: after(0.1).toISOString(), LiftedAt: after(0.1).toISOString() };
const liftedBefore = (ms: number) => {
  const LiftedAt = new Date(NOW.getTime() - ms).toISOString();
  return { ExpiresAt: LiftedAt, LiftedAt };
};
const SETTLED = liftedBefore(300_000);
// Who looked before it was lifted, and writes now, has to meet the row.
const UNSETTLED = liftedBefore(299_999);

it.each([
  ["expired, as it was read", expired, expired, true],
  ["not expired", {}, {}, false],
  ["expired at this moment", { ExpiresAt: NOW.toISOString() }, { ExpiresAt: NOW.toISOString() }, true],
  ["lifted five minutes ago", SETTLED, SETTLED, true],
  ["lifted less than five minutes ago", UNSETTLED, UNSETTLED, false],
  ["lifted by a clock that is ahead", AHEAD, AHEAD, false],
  ["running, and read as lifted", AHEAD, { ExpiresAt: AHEAD.ExpiresAt }, false],
  ["expired, but not the row that was read", expired, { ExpiresAt: after(-0.4).toISOString() }, false],
])("moves a row into the memory that is %s: %#", async (_, read, present, removed) => {
  await world.put(running(present));
  expect(await world.pruning.removeExpired(running(read), NOW)).toBe(removed);
  expect(await world.rows()).toHaveLength(removed ? 0 : 1);
  expect(await world.remembered()).toEqual(removed ? [remembered(present)] : []);
});

it("moves a row without an end once, and counts its memory from now", async () => {
  const read = { HostIp: PUBLIC_V4, ExpiresAt: "" };
  await world.put({ ...running(), ExpiresAt: undefined });
  expect(await world.pruning.removeExpired(read, NOW)).toBe(true);
  expect(await world.pruning.removeExpired(read, NOW)).toBe(false);
  expect(await world.remembered()).toMatchObject([{ ForgetAt: NOW.getTime() / 1_000 + MEMORY_DAYS * 86_400 }]);
  await world.put(running());
  expect(await world.pruning.removeExpired(read, NOW)).toBe(false);
});

it("leaves a row that was extended since it was read, by whichever clock", async () => {
  await world.put(running({ ExpiresAt: after(5).toISOString() }));
  expect(await world.pruning.removeExpired(running(expired), after(9))).toBe(false);
  expect(await world.rows()).toHaveLength(1);
});

it("leaves a row that is recorded anew between its reading and its deletion", async () => {
  await world.put(running(expired));
  world.client.middlewareStack.add(
    (next) => async (args) => {
      if ("ConditionExpression" in args.input && "Key" in args.input)
        await world.put(running({ CreatedAt: NOW.toISOString() }));
      return next(args);
    },
    { step: "initialize" },
  );
  expect(await world.pruning.removeExpired(running(expired), NOW)).toBe(false);
  expect(await world.rows()).toEqual([running({ CreatedAt: NOW.toISOString() })]);
});

it("remembers before it deletes: a crash in between forgets nothing", async () => {
  await world.put(running(expired));
  const memory = { keep: () => Promise.reject(new Error("gone")) };
  await expect(dynamoDbPruning(world.client, TABLE, memory).removeExpired(running(expired), NOW)).rejects.toThrow(
    "gone",
  );
  expect(await world.rows()).toHaveLength(1);
});

it("remembers a host's last block: a slow prune does not put an older one in its place", async () => {
  const keeping = dynamoDbKeeping(world.client, MEMORY_TABLE, MEMORY_DAYS);
  const later = running({ ...expired, CreatedAt: after(-0.9).toISOString(), Blocks: 2 });
  await keeping.keep(later, NOW);
  await keeping.keep(running(expired), NOW);
  const recall = () => dynamoDbRecall(world.client, MEMORY_TABLE).recall(PUBLIC_V4, NOW);
  expect((await recall())?.Blocks).toBe(2);
  await keeping.keep({ ...later, LastSeenAt: NOW.toISOString() }, NOW);
  expect((await recall())?.LastSeenAt).toBe(NOW.toISOString());
});

it("knows its own deletion again when only the answer to it was lost", async () => {
  const client = new DynamoDBClient({ ...clientConfig(world.dynamoDb.url), maxAttempts: 3 });
  let lost = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const isWrite = String((args.request as { body?: unknown }).body).includes("ConditionExpression");
      if (!isWrite || (lost += 1) % 2 === 0) return result;
      throw Object.assign(new Error("socket hang up"), { name: "TimeoutError", $metadata: {} });
    },
    { step: "finalizeRequest", priority: "low" },
  );
  await world.put(running(expired));
  const pruning = dynamoDbPruning(client, TABLE, dynamoDbKeeping(client, MEMORY_TABLE, MEMORY_DAYS));
  expect(await pruning.removeExpired(running(expired), NOW)).toBe(true);
  expect(await world.remembered()).toHaveLength(1);
  expect(lost).toBe(3);
  client.destroy();
});

it("fails with TABLE_REFUSED without a table, TABLE_UNAVAILABLE without an answer", async () => {
  await world.put(running(expired));
  const remove = (client: DynamoDBClient, memoryTable: string) =>
    codeOf(
      dynamoDbPruning(client, TABLE, dynamoDbKeeping(client, memoryTable, 90)).removeExpired(running(expired), NOW),
    );
  expect(await remove(world.client, "elsewhere")).toBe("TABLE_REFUSED");
  const nowhere = new DynamoDBClient(clientConfig("http://127.0.0.1:9"));
  expect(await remove(nowhere, MEMORY_TABLE)).toBe("TABLE_UNAVAILABLE");
  nowhere.destroy();
});
