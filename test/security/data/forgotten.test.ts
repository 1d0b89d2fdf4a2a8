/** What docs/data.md has people paste to take one address out, run over the real pipeline. */
import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DeleteItemCommand, type DeleteItemCommandInput } from "@aws-sdk/client-dynamodb";
import { ageTables } from "../../../local/scenarios/pass-time";
import { event, networkConnection } from "../../support/findings";
import { startSystem } from "./support";

const HOST = "5.6.7.8";
const OTHER = "6.6.6.6";
const MONTH_HOURS = 721;

let system: Awaited<ReturnType<typeof startSystem>>;
beforeAll(async () => void (system = await startSystem()));
afterAll(() => system.close());

const sighting = (host: string) => event([networkConnection(host, { LastObservedAt: new Date().toISOString() })]);

const [, text = ""] = readFileSync("docs/data.md", "utf8").split("## Taking one address out\n");
const blocks = [...text.matchAll(/^ *```\n([^]*?)\n *```$/gm)].map(([, block = ""]) => block.replace(/^ +/gm, ""));
const [, deletion = "", check = ""] = blocks;

/** The block as bash reads it, with a stand-in for the AWS CLI that passes its words on. */
function wordsOf(block: string): readonly (readonly string[])[] {
  const aws = path.join(system.folder, "aws");
  writeFileSync(aws, `#!/usr/bin/env bash\nprintf '%s\\0' "$@"; printf '\\n'\n`);
  chmodSync(aws, 0o755);
  const env = { PATH: `${system.folder}:${process.env["PATH"] ?? ""}` };
  const { stdout } = spawnSync("bash", ["-c", block.replace("sechub-prod", "sechub-data")], { env, encoding: "utf8" });
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split("\0"));
}

async function takeOut(): Promise<void> {
  for (const words of wordsOf(deletion)) {
    expect(words.slice(0, 2)).toEqual(["dynamodb", "delete-item"]);
    const after = (option: string) => (words.includes(option) ? words[words.indexOf(option) + 1] : undefined);
    const json = (option: string) => JSON.parse(after(option) ?? "null") as never;
    const input: DeleteItemCommandInput = {
      TableName: after("--table-name"),
      Key: json("--key"),
      ...(words.includes("--condition-expression") && {
        ConditionExpression: after("--condition-expression"),
        ExpressionAttributeValues: json("--expression-attribute-values"),
      }),
    };
    await system.client.send(new DeleteItemCommand(input));
  }
}
const found = async () =>
  (await system.blocklist("export")).filter((line) =>
    line.includes(/-F "(.*)"$/.exec(check)?.[1]?.replaceAll("\\", "") ?? "?"),
  );

it("names a block that the commands know", () => {
  expect(blocks).toHaveLength(3);
  expect(blocks[0]).toContain(`unblock ${HOST}`);
  expect(deletion).toContain(`HOST=${HOST} `);
});

it("leaves a block that still lasts, and says so", async () => {
  await system.pipeline.deliver(sighting(HOST));
  await expect(takeOut()).rejects.toThrow("conditional request failed");
  expect(await found()).toHaveLength(1);
});

it("has nothing to take out of what tells apart what was told: it keeps hashes", async () => {
  const told = JSON.stringify(await system.rows("notified"));
  expect(told).toContain("told#");
  expect(told).not.toContain(HOST);
});

it("takes an address out of all tables and out of the rules, and no other one", async () => {
  const { pipeline, blocklist, rows, rules, stored } = system;
  // Its block ends and is remembered, and it comes back: a row in both tables.
  await ageTables(pipeline, MONTH_HOURS);
  await pipeline.prune();
  await pipeline.deliver(sighting(HOST));
  await blocklist("block", OTHER);
  expect((await rows("memory")).map(({ HostIp }) => HostIp)).toEqual([HOST]);
  expect(await found()).toHaveLength(2);

  await blocklist("unblock", HOST);
  await takeOut();

  expect(await found()).toEqual([]);
  expect(await stored()).not.toContain(HOST);
  expect(JSON.stringify(rules())).not.toContain(HOST);
  expect((await rows("blocklist")).map(({ HostIp }) => HostIp)).toEqual([OTHER]);
  // The schedule finds nothing to put back.
  await pipeline.prune();
  expect(await stored()).not.toContain(HOST);
});
