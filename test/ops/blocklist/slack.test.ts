/** `npm run blocklist` against the pipeline that `npm start -- --keep` keeps up: what Slack shows, by the real zips. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ConfigInput } from "../../../config/schema";
import { loadConfig } from "../../../config/load-config";
import { systemClock } from "../../../functions/adapters/system-clock";
import { startPipeline, type Pipeline } from "../../../local/pipeline/pipeline";
import { serve, type Served } from "../../../local/pipeline/served";
import { slackLines } from "../../../local/report/slack-text";
import { readDeployment } from "../../../local/synthesized/deployment";
import { runBlocklist } from "../../../ops/blocklist/run";
import { synthesize } from "../../../stacks/synthesize";
import "../../functions/support/one-realm";
import { groupOf, PLACEHOLDER } from "../../functions/support/world";
import { event, fixture, type Finding } from "../../support/findings";

const TOPIC = "arn:aws:sns:us-west-2:111122223333:security";
const environments: Readonly<Record<string, ConfigInput>> = {
  ops: {
    prefix: "sechub-ops",
    notifications: {
      perMinute: 1,
      webhookParameters: ["/sechub/mattermost"],
      webhookHosts: ["chat.example.com"],
      topicArn: TOPIC,
    },
  },
};

let folder: string;
let pipeline: Pipeline;
let served: Served;
const passed: string[] = [];
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "sechub ops-"));
  const outdir = path.join(folder, "cdktf.out");
  await synthesize(loadConfig("ops", environments), outdir);
  pipeline = await startPipeline({
    deployment: readDeployment(outdir),
    retryScale: 0,
    onEvent: (one) => one.type === "state" && passed.push(one.state),
  });
  served = await serve(pipeline);
});
afterAll(async () => {
  await served.close();
  await pipeline.close();
  rmSync(folder, { recursive: true, force: true });
});

async function blocklist(...args: readonly string[]) {
  const [out, notes]: [string[], string[]] = [[], []];
  const code = await runBlocklist([...args, "--env", "ops", "--yes"], {
    io: { write: (line) => void out.push(line), note: (line) => void notes.push(line), ask: undefined },
    env: served.environment,
    environments,
    clock: systemClock,
  });
  return { code, out, notes };
}

/** What the stand-ins got since they were last asked: Slack as people see it, the others as one text. */
const seen = { slack: 0, mattermost: 0, sns: 0 };
function arrived() {
  const { slack, furtherSlacks, sns } = pipeline.standIns;
  const mattermost = furtherSlacks[0]?.messages ?? [];
  const now = {
    slack: slack.messages.slice(seen.slack).map((message) => slackLines(message).join("\n")),
    mattermost: mattermost.slice(seen.mattermost).map(({ text }) => text),
    sns: sns.published.slice(seen.sns),
  };
  Object.assign(seen, { slack: slack.messages.length, mattermost: mattermost.length, sns: sns.published.length });
  return now;
}

it("tells a block, an unblock and an import on every channel, once each", async () => {
  await blocklist("block", "5.6.7.8", "--for", "72h", "--reason", "incident 17");
  const block = arrived();
  expect(block.slack).toEqual([
    expect.stringMatching(
      /^\[ops\] Blocked by an operator: 5\.6\.7\.8\nWho: unknown \(local\)\nWhy: incident 17\nUntil: .* UTC\nCapacity: .*\nTo unblock it:\nnpm run blocklist -- --env ops unblock 5\.6\.7\.8\n/,
    ) as string,
  ]);
  expect(block.mattermost).toEqual([expect.stringContaining("*[ops] Blocked by an operator: 5.6.7.8*") as string]);
  expect(block.sns).toMatchObject([{ topicArn: TOPIC, subject: "[ops] Blocked by an operator: 5.6.7.8" }]);

  await blocklist("unblock", "5.6.7.8", "--reason", "ours");
  expect(arrived().slack).toEqual([
    expect.stringMatching(/^\[ops\] Unblocked by an operator: 5\.6\.7\.8\n(.*\n)*Why: ours\n/) as string,
  ]);

  const file = path.join(folder, "hosts.txt");
  writeFileSync(file, "6.6.6.0/30 # four\n2a00::1\n");
  await blocklist("import", file, "--reason", "list");
  expect(arrived().slack).toEqual([
    expect.stringMatching(
      /^\[ops\] Imported by an operator: 5 hosts\n(.*\n)*Hosts: 6\.6\.6\.0, .*, 2a00::1\n/,
    ) as string,
  ]);
});

it("has the deployed function look at the rules, whatever the row says", async () => {
  const { arn } = pipeline.deployment.ruleGroup;
  await blocklist("block", "8.7.6.5", "--permanent");
  arrived();
  pipeline.standIns.firewall.editByHand(arn, groupOf([PLACEHOLDER]));
  expect((await blocklist("block", "8.7.6.5", "--permanent")).out[0]).toContain(
    "8.7.6.5 was so already: it is blocked",
  );
  const rules = JSON.stringify(pipeline.standIns.firewall.ruleGroup(arn).ruleGroup);
  expect(rules).toContain("8.7.6.5/32");
  expect(arrived().slack[0]).toContain("Blocked again, their rules had been taken out:");
});

it("lets a hostile reason mention nobody and format nothing", async () => {
  await blocklist("block", "7.7.7.7", "--reason", "<!channel> @here *b* `x` <https://evil.example|x> \u202Egnp");
  const { slack, mattermost, sns } = arrived();
  const [raw] = pipeline.standIns.slack.messages.slice(-1);
  expect(JSON.stringify(raw)).not.toMatch(/<!channel>|@here|<https|\u202E/);
  expect(slack[0]).toContain("Why: <!channel>");
  expect(mattermost[0]).not.toMatch(/<!channel>|@here/);
  expect(sns[0]?.message).not.toMatch(/<!channel>|@here/);
});

it("says that Slack refuses, and what was changed stands", async () => {
  const { slack } = pipeline.standIns;
  slack.failNext({ status: 404, body: "no_service" });
  const { code, notes, out } = await blocklist("block", "7.7.7.8");
  expect(code).toBe(0);
  expect(out[0]).toMatch(/^7\.7\.7\.8 is blocked until/);
  expect(notes.slice(1)).toEqual([
    expect.stringMatching(
      /^Slack was not told: sechub-ops-send-gd-finding failed with SLACK_REFUSED: .* What was changed stands: tell the others yourself$/,
    ) as string,
  ]);
  // The topic has it all the same.
  expect(arrived().sns).toHaveLength(1);
});

it("is told at once in a storm, while other messages wait for the digest", async () => {
  const [critical] = fixture("critical-no-address").detail.findings;
  const storm = ["a", "b", "c", "d"].map((Id) => pipeline.deliver(event([{ ...(critical as Finding), Id }])));
  while (passed.filter((state) => state === "Told?").length < storm.length) await sleep(50);
  await blocklist("block", "7.7.7.9");
  expect(arrived().slack.filter((text) => text.includes("by an operator"))).toEqual([
    expect.stringContaining("Blocked by an operator: 7.7.7.9") as string,
  ]);
  // They wait for the end of the minute; closing ends them.
  const closedAt = performance.now();
  await pipeline.close();
  const executions = (await Promise.all(storm)).flat();
  expect(performance.now() - closedAt).toBeLessThan(4_000);
  expect(executions.some(({ status }) => status === "FAILED")).toBe(true);
});
