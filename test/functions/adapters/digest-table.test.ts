import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { digestTable } from "../../../functions/adapters/digest-table";
import { MAX_DIGEST_LINES } from "../../../functions/ports/digests";
import { startDynamoDb, type DynamoDbStandIn } from "../../../local/stand-ins/dynamodb/server";
import { clientConfig } from "../../local/stand-ins/support";

const MINUTE = "2026-03-02T10:00Z";
const NOW = new Date("2026-03-02T10:00:30.000Z");

let db: DynamoDbStandIn;
let client: DynamoDBClient;
beforeEach(async () => {
  db = await startDynamoDb({ tables: [{ TableName: "notified", hashKey: "Key" }] });
  client = new DynamoDBClient(clientConfig(db.url));
});
afterEach(async () => {
  client.destroy();
  await db.close();
});

const digests = () => digestTable({ client, tableName: "notified", clock: { now: () => NOW } });
const line = (text: string) => ({ kind: "blocked", text });

it("counts each message of a minute once, however many come at once", async () => {
  const numbers = await Promise.all(Array.from({ length: 25 }, () => digests().count(MINUTE)));
  expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, n) => n + 1));
  expect(await digests().count("2026-03-02T10:01Z")).toBe(1);
});

it("keeps every line that it took, and tells them when it is closed", async () => {
  await digests().count(MINUTE);
  const taken = await Promise.all(["a", "b", "c"].map((text) => digests().add(MINUTE, line(text))));
  expect(taken).toEqual([true, true, true]);
  const { messages, lines } = await digests().close(MINUTE);
  expect(messages).toBe(1);
  expect(lines.map(({ text }) => text).sort()).toEqual(["a", "b", "c"]);
});

it("takes no line when it is closed", async () => {
  await digests().close(MINUTE);
  expect([await digests().add(MINUTE, line("late")), await digests().isOpen(MINUTE)]).toEqual([false, false]);
  expect(await digests().close(MINUTE)).toEqual({ messages: 0, lines: [] });
});

it("loses no line between those that are added and the close: each is in it, or was refused", async () => {
  const texts = Array.from({ length: 30 }, (_, n) => String(n));
  const adding = texts.map((text) => digests().add(MINUTE, line(text)));
  const closed = await digests().close(MINUTE);
  const taken = await Promise.all(adding);
  expect(closed.lines.map(({ text }) => text).sort()).toEqual(texts.filter((_, index) => taken[index]).sort());
});

it("bounds its lines, so that its row stays small, and is open all the same", async () => {
  for (let n = 0; n < MAX_DIGEST_LINES + 3; n += 1)
    expect(await digests().add(MINUTE, line("x".repeat(200)))).toBe(true);
  expect((await digests().close(MINUTE)).lines).toHaveLength(MAX_DIGEST_LINES);
});

it("leaves after two weeks by the table's TTL, in epoch seconds", async () => {
  await digests().count(MINUTE);
  await digests().add(MINUTE, line("a"));
  const ends = NOW.getTime() / 1_000 + 14 * 86_400;
  expect((await db.scanAll("notified")).map(({ ExpiresAt }) => Number(ExpiresAt))).toEqual([ends, ends]);
});

it("shows what can be read of lines that a hand has spoiled", async () => {
  const Item = marshall({ Key: `digest|${MINUTE}`, Lines: [7, { kind: "blocked" }, null] });
  await client.send(new PutItemCommand({ TableName: "notified", Item }));
  expect((await digests().close(MINUTE)).lines).toHaveLength(3);
});

it("says TABLE_REFUSED for a table that is not there", async () => {
  const elsewhere = digestTable({ client, tableName: "elsewhere", clock: { now: () => NOW } });
  await expect(elsewhere.count(MINUTE)).rejects.toMatchObject({ name: "TABLE_REFUSED" });
  await expect(elsewhere.add(MINUTE, line("a"))).rejects.toMatchObject({ name: "TABLE_REFUSED" });
});
