/** Issue: `export` and `import` restore the blocklist, tested by losing it. Real zips, real state machines. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { ageTables } from "../../../local/scenarios/pass-time";
import { event, networkConnection } from "../../support/findings";
import { startSystem } from "./support";

type System = Awaited<ReturnType<typeof startSystem>>;
let system: System;
beforeAll(async () => void (system = await startSystem()));
afterAll(() => system.close());

const HOSTS = { found: "5.6.7.8", v6: "2600:1f18::1", byHand: "6.6.6.6", forGood: "7.7.7.7", ended: "8.8.4.4" };
const MONTH_HOURS = 721;

/** Seen this very moment. */
const sighting = (host: string) => event([networkConnection(host, { LastObservedAt: new Date().toISOString() })]);

/** When the firewall was told is what a backup cannot know: it is written anew by the reconcile that tells it. */
const withoutEnforcement = (rows: Awaited<ReturnType<System["rows"]>>) =>
  rows.map((row): Readonly<Record<string, unknown>> => ({ ...row, EnforcedAt: undefined }));

it("an export brings rows, memory and rules back after all tables and all rules were lost", async () => {
  const { pipeline, blocklist, rows, rules, loseEverything, folder } = system;
  await pipeline.deliver(sighting(HOSTS.ended));
  await ageTables(pipeline, MONTH_HOURS);
  await pipeline.prune();
  await pipeline.deliver(sighting(HOSTS.found));
  await blocklist("block", HOSTS.byHand, "--for", "72h", "--reason", "incident 17");
  await blocklist("block", HOSTS.forGood, "--permanent");
  await blocklist("block", HOSTS.v6, "--for", "24h");
  const before = { rows: await rows("blocklist"), memory: await rows("memory"), rules: rules() };
  expect(before.rows.map(({ HostIp }) => HostIp)).toEqual([HOSTS.v6, HOSTS.found, HOSTS.byHand, HOSTS.forGood]);
  expect(before.rows.every(({ EnforcedAt }) => EnforcedAt !== undefined)).toBe(true);
  expect(before.memory.map(({ HostIp }) => HostIp)).toEqual([HOSTS.ended]);

  const file = path.join(folder, "backup.jsonl");
  writeFileSync(file, `${(await blocklist("export")).join("\n")}\n`);
  await loseEverything();
  expect(await rows("blocklist")).toEqual([]);
  expect(await rows("memory")).toEqual([]);
  expect(JSON.stringify(rules())).not.toContain(HOSTS.found);
  await blocklist("import", file);
  await blocklist("reconcile");

  expect(withoutEnforcement(await rows("blocklist"))).toEqual(withoutEnforcement(before.rows));
  expect((await rows("blocklist")).every(({ EnforcedAt }) => EnforcedAt !== undefined)).toBe(true);
  expect(await rows("memory")).toEqual(before.memory);
  expect(rules()).toEqual(before.rules);
  expect(await blocklist("export")).toHaveLength(5);
});

it("and the system goes on with it: who is remembered stays longer, what ends is lifted", async () => {
  const { pipeline, rows, rules } = system;
  await pipeline.deliver(sighting(HOSTS.ended));
  expect((await rows("blocklist")).find(({ HostIp }) => HostIp === HOSTS.ended)).toMatchObject({ Blocks: 2 });

  await ageTables(pipeline, MONTH_HOURS);
  await pipeline.prune();
  // The one who came back stays twice as long.
  expect((await rows("blocklist")).map(({ HostIp }) => HostIp)).toEqual([HOSTS.forGood, HOSTS.ended]);
  for (const host of [HOSTS.found, HOSTS.byHand, HOSTS.v6]) expect(JSON.stringify(rules())).not.toContain(host);
  expect(JSON.stringify(rules())).toContain(HOSTS.forGood);
});
