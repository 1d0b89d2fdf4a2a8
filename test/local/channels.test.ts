import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { environments } from "../../config/environments";
import { loadConfig } from "../../config/load-config";
import { startPipeline, type Pipeline } from "../../local/pipeline/pipeline";
import { readDeployment } from "../../local/synthesized/deployment";
import { synthesize } from "../../stacks/synthesize";
import { fixture, PUBLIC_V4 } from "../support/findings";

const TOPIC = "arn:aws:sns:us-west-2:111122223333:security";

let outdir: string;
let pipeline: Pipeline;
beforeAll(async () => {
  outdir = mkdtempSync(path.join(tmpdir(), "sechub channels-"));
  const notifications = {
    webhookParameters: ["/team/mattermost", "/team/rocket"],
    webhookHosts: ["chat.example.com"],
    topicArn: TOPIC,
  };
  await synthesize(loadConfig("dev", { dev: { ...environments.dev, notifications } }), outdir);
  pipeline = await startPipeline({ deployment: readDeployment(outdir), retryScale: 0 });
});
afterAll(async () => {
  await pipeline.close();
  rmSync(outdir, { recursive: true, force: true });
});

it("what is synthesized tells every channel of the config, each in its form", async () => {
  await pipeline.deliver(fixture("ssh-brute-force"));

  const { slack, furtherSlacks, sns } = pipeline.standIns;
  expect(slack.messages).toMatchObject([{ blocks: [{ type: "header" }, {}, {}, {}, {}, {}, {}, {}] }]);
  expect(
    furtherSlacks.map(({ messages }) => messages.map(({ text, blocks }) => [text.split("\n")[0], blocks])),
  ).toEqual([[[`*[dev] Blocked ${PUBLIC_V4}*`, []]], [[`*[dev] Blocked ${PUBLIC_V4}*`, []]]]);
  expect(sns.published).toMatchObject([{ topicArn: TOPIC, subject: `[dev] Blocked ${PUBLIC_V4}` }]);
});

it("a channel that is gone fails the execution, after the others were told, once", async () => {
  const { slack, furtherSlacks, sns } = pipeline.standIns;
  const before = [slack, ...furtherSlacks].map(({ messages }) => messages.length);
  // The message, and the failure's: twice each, as its state retries nothing that was refused.
  for (let n = 0; n < 2; n += 1) sns.failNext({ status: 404, code: "NotFound" });
  const [execution] = await pipeline.deliver(fixture("critical-no-address"));

  expect(execution).toMatchObject({ machine: "sechub-send-findings", status: "FAILED", error: "TOPIC_REFUSED" });
  expect([slack, ...furtherSlacks].map(({ messages }, index) => messages.length - (before[index] ?? 0))).toEqual([
    1, 1, 1,
  ]);
});
