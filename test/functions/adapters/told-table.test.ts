import { DeleteItemCommand, DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { toldTable } from "../../../functions/adapters/told-table";
import { CodedError } from "../../../functions/contract/coded-error";
import { startDynamoDb, type DynamoDbStandIn } from "../../../local/stand-ins/dynamodb/server";

const TABLE = "notified";
const HOUR_MS = 3_600_000;

let db: DynamoDbStandIn;
let client: DynamoDBClient;
beforeEach(async () => {
  db = await startDynamoDb({ tables: [{ TableName: TABLE, hashKey: "Key" }] });
  client = clientOf(db.url);
});
afterEach(async () => {
  jest.restoreAllMocks();
  client.destroy();
  await db.close();
});

const clientOf = (endpoint: string) =>
  new DynamoDBClient({
    endpoint,
    region: "us-west-2",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
const told = (owner = "execution-1", timeLeftMs = 30_000, tableName = TABLE) =>
  toldTable({ client, tableName, owner, timeLeftMs: () => timeLeftMs });
const later = (milliseconds: number) => {
  const then = Date.now() + milliseconds;
  jest.spyOn(Date, "now").mockReturnValue(then);
};
const nothing = () => Promise.resolve("");
const TOLD = { told: true, digest: "" };
const KNOWN = { told: false, digest: "" };
/** An attempt that is cut off while it tells: its record stays in progress. */
const crashWhileTelling = (key: string, owner?: string, timeLeftMs?: number) =>
  new Promise<void>((resolve) => {
    void told(owner, timeLeftMs).once(key, 24, () => (resolve(), new Promise<string>(() => undefined)));
  });

it("tells once, whoever asks", async () => {
  const tell = jest.fn(nothing);
  expect(await told().once("a", 24, tell)).toEqual(TOLD);
  expect(await told().once("a", 24, tell)).toEqual(KNOWN);
  expect(await told("execution-2").once("a", 24, tell)).toEqual(KNOWN);
  expect(await told().once("b", 24, tell)).toEqual(TOLD);
  expect(tell).toHaveBeenCalledTimes(2);
});

it("tells when the record that refused it is gone before it is read: its message had no moment, and waits outside", async () => {
  await crashWhileTelling("a", "execution-2");
  const send = client.send.bind(client) as (command: unknown) => Promise<unknown>;
  jest.spyOn(client, "send").mockImplementation((async (command: unknown) => {
    if (command instanceof GetItemCommand)
      await send(new DeleteItemCommand({ TableName: TABLE, Key: command.input.Key }));
    return send(command);
  }) as never);
  expect(await told().once("a", 24, nothing)).toEqual(TOLD);
});

it("tells again after the hours, which each key has of its own", async () => {
  const table = told();
  await table.once("a", 1, nothing);
  await table.once("b", 720, nothing);
  const items = await db.scanAll(TABLE);
  const hours = items
    .map((item) => Math.round((Number(item.ExpiresAt) * 1_000 - Date.now()) / HOUR_MS))
    .sort((a, b) => a - b);
  expect(hours).toEqual([1, 720]);
  later(2 * HOUR_MS);
  expect(await told().once("a", 1, nothing)).toEqual(TOLD);
  expect(await told().once("b", 720, nothing)).toEqual(KNOWN);
});

it("forgets a tell that failed, and passes its error on", async () => {
  const error = new CodedError("SLACK_UNAVAILABLE", "no");
  await expect(told().once("a", 24, () => Promise.reject(error))).rejects.toBe(error);
  expect(await db.scanAll(TABLE)).toEqual([]);
  expect(await told("execution-2").once("a", 24, nothing)).toEqual(TOLD);
});

it("leaves a message to the execution that is telling it", async () => {
  await crashWhileTelling("a", "execution-1");
  expect(await told("execution-2").once("a", 24, nothing)).toEqual(KNOWN);
});

it("tells again in the retry of an execution that crashed while telling", async () => {
  await crashWhileTelling("a", "execution-1");
  const tell = jest.fn(nothing);
  expect(await told("execution-1").once("a", 24, tell)).toEqual(TOLD);
  expect(tell).toHaveBeenCalledTimes(1);
  expect(await told("execution-1").once("a", 24, tell)).toEqual(KNOWN);
});

it("answers the digest again to the execution whose first answer was lost, and to no other", async () => {
  expect(await told().once("a", 24, () => Promise.resolve("2030-01-31T07:15Z"))).toEqual({
    told: true,
    digest: "2030-01-31T07:15Z",
  });
  expect(await told().once("a", 24, nothing)).toEqual({ told: false, digest: "2030-01-31T07:15Z" });
  expect(await told("execution-2").once("a", 24, nothing)).toEqual(KNOWN);
});

it("is not silenced by a crash without a retry: the record ends with the time its invocation had left", async () => {
  await crashWhileTelling("a", "execution-1", 30_000);
  later(29_000);
  expect(await told("execution-2").once("a", 24, nothing)).toEqual(KNOWN);
  later(2_000);
  expect(await told("execution-2").once("a", 24, nothing)).toEqual(TOLD);
});

it("does not care for POWERTOOLS_IDEMPOTENCY_DISABLED", async () => {
  process.env.POWERTOOLS_IDEMPOTENCY_DISABLED = "true";
  try {
    await told().once("a", 24, nothing);
    expect(await told().once("a", 24, nothing)).toEqual(KNOWN);
  } finally {
    delete process.env.POWERTOOLS_IDEMPOTENCY_DISABLED;
  }
});

it("keeps no text of a finding: keys are hashed", async () => {
  await told().once("finding|arn:aws:guardduty:secret-ish|HIGH", 24, nothing);
  expect(JSON.stringify(await db.scanAll(TABLE))).not.toContain("guardduty");
});

it("says TABLE_REFUSED for a table that is not there, and tells nothing", async () => {
  const tell = jest.fn(nothing);
  await expect(told("e", 30_000, "elsewhere").once("a", 24, tell)).rejects.toMatchObject({ name: "TABLE_REFUSED" });
  expect(tell).not.toHaveBeenCalled();
});

it("says TABLE_UNAVAILABLE when the table does not answer", async () => {
  const throttled = Object.assign(new Error("slow down"), { name: "ThrottlingException" });
  client.middlewareStack.add(() => () => Promise.reject(throttled), { step: "initialize" });
  await expect(told().once("a", 24, nothing)).rejects.toMatchObject({ name: "TABLE_UNAVAILABLE" });
});
