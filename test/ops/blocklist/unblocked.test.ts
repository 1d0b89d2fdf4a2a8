/** What somebody has unblocked stays so, whatever file names the host, before the prune and after it. */
import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { dynamoDbBlocklist } from "../../../functions/adapters/dynamodb-blocklist";
import { dynamoDbKeeping } from "../../../functions/adapters/dynamodb-memory";
import { dynamoDbPruning } from "../../../functions/adapters/dynamodb-pruning";
import { row } from "../../functions/support/world";
import { startHostFile } from "./host-file";
import { NOW, startDesk, type Desk } from "./support";

const HOUR_MS = 3_600_000;

let desk: Desk;
let hostFile: ReturnType<typeof startHostFile>;
beforeEach(async () => {
  hostFile = startHostFile();
  desk = await startDesk();
});
afterEach(async () => {
  hostFile.remove();
  await desk.close();
});

const file = (...lines: readonly string[]): string => hostFile.write(...lines);

/** As get-ip-from-ddb and remove-ip-from-ddb do it together, an hour later. */
async function prune(): Promise<void> {
  desk.pass(HOUR_MS);
  const now = new Date(NOW.getTime() + HOUR_MS);
  const pruning = dynamoDbPruning(
    desk.client,
    "sechub-ops-blocklist",
    dynamoDbKeeping(desk.client, "sechub-ops-memory", 90),
  );
  for (const ended of await dynamoDbBlocklist(desk.client, "sechub-ops-blocklist").readAll())
    await pruning.removeExpired(ended, now);
}

const stays = (hosts: string) =>
  expect.arrayContaining([
    expect.stringContaining(`unblocked before, and left so: ${hosts}. If`) as string,
  ]) as string[];

it("of a list", async () => {
  const list = file("5.6.7.8", "8.8.8.8");
  await desk.run(["import", list, "--yes"]);
  await desk.run(["unblock", "5.6.7.8", "--reason", "partner", "--yes"]);
  await prune();
  expect(await desk.rows("memory")).toMatchObject([{ HostIp: "5.6.7.8", LiftReason: "partner" }]);

  const question = await desk.run(["import", list], { answer: "n" });
  expect(question.notes).toEqual(stays("5.6.7.8"));
  const { code, out } = await desk.run(["import", list, "--yes"]);
  expect({ code, out }).toEqual({ code: 0, out: stays("5.6.7.8") });
  expect(desk.dropped()).toEqual(["8.8.8.8/32"]);
  expect((await desk.run("block 5.6.7.8 --yes")).code).toBe(0);
});

it("of an export that was made before", async () => {
  await desk.run("block 5.6.7.8 --yes");
  await desk.put("blocklist", row("8.8.8.8"));
  const { out: exported } = await desk.run("export");
  desk.pass(HOUR_MS / 2);
  await desk.run(["unblock", "5.6.7.8", "--reason", "partner", "--yes"]);
  await prune();

  const { out } = await desk.run(["import", file(...exported), "--yes"]);
  expect(out).toEqual(stays("5.6.7.8"));
  expect(desk.dropped()).toEqual(["8.8.8.8/32"]);
});

it("of an export, unless the block began after that", async () => {
  await desk.put("memory", {
    ...row("5.6.7.8"),
    ExpiresAt: "2026-01-01T00:00:00.000Z",
    LiftedAt: "2026-01-01T00:00:00.000Z",
    ForgetAt: NOW.getTime() / 1000 + 99,
  });
  await desk.run("block 5.6.7.8 --yes");
  const { out: exported } = await desk.run("export");
  await desk.client.send(
    new DeleteItemCommand({ TableName: "sechub-ops-blocklist", Key: { HostIp: { S: "5.6.7.8" } } }),
  );

  const { text } = await desk.run(["import", file(...exported), "--yes"]);
  expect(text).toContain("1 row put back");
  expect(desk.dropped()).toEqual(["5.6.7.8/32"]);
});

it("of one whom somebody unblocks while the question waits", async () => {
  await desk.put("blocklist", row("5.6.7.8"));
  const { out } = await desk.run(["import", file("5.6.7.8", "8.8.8.8")], {
    answer: () => desk.run("unblock 5.6.7.8 --yes"),
  });
  expect(out).toEqual(stays("5.6.7.8"));
  expect(desk.dropped()).toEqual(["8.8.8.8/32"]);
});

it("and is not called unblocked while our rules drop the host", async () => {
  await desk.run("block 5.6.7.8 --yes");
  desk.firewall.failNext("UpdateRuleGroup", { errorName: "InvalidRequestException" });
  const { code } = await desk.run("unblock 5.6.7.8 --yes");
  expect([code, desk.dropped()]).toEqual([1, ["5.6.7.8/32"]]);
  expect((await desk.run("show 5.6.7.8")).out[0]).toBe("5.6.7.8: unblocked, rule still there");
});
