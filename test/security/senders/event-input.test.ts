/** Who may start executions can start one with anything: what is no event of Security Hub ends by name, and does nothing. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { loadConfig } from "../../../config/load-config";
import { blocklistRows } from "../../../local/pipeline/blocklist-rows";
import { startPipeline, type Pipeline } from "../../../local/pipeline/pipeline";
import { textOf } from "../../../local/scenarios/elsewhere";
import { readDeployment } from "../../../local/synthesized/deployment";
import { synthesize } from "../../../stacks/synthesize";
import { fixture } from "../../support/findings";

let outdir: string;
let pipeline: Pipeline;
beforeAll(async () => {
  outdir = mkdtempSync(path.join(tmpdir(), "sechub senders-"));
  await synthesize(loadConfig("dev", { dev: {} }), outdir);
  pipeline = await startPipeline({ deployment: readDeployment(outdir), retryScale: 0 });
});
afterAll(async () => {
  await pipeline.close();
  rmSync(outdir, { recursive: true, force: true });
});

const start = (machine: string, input: unknown, name: string) => {
  const { arn = "" } = pipeline.deployment.stateMachines.find((one) => one.name === machine) ?? {};
  return pipeline.execute(arn, input, name);
};
const EVENT = fixture("ssh-brute-force");
const [finding] = EVENT.detail.findings;
const MACHINES = ["sechub-record-ip", "sechub-send-findings"] as const;

describe.each(MACHINES)("%s", (machine) => {
  it.each<[string, object, string]>([
    ["of an application's source", { ...EVENT, source: "my.app" }, 'its source is "my.app", not "aws.securityhub"'],
    ["of GuardDuty itself", { ...EVENT, source: "aws.guardduty" }, 'its source is "aws.guardduty"'],
    ["with a list as its source", { ...EVENT, source: ["aws.securityhub"] }, "its source is no text"],
    ["without a source", { detail: EVENT.detail }, "its source is missing"],
    ["of insights", { ...EVENT, "detail-type": "Security Hub Insight Results" }, "its detail-type is"],
    ["without a detail-type", { ...EVENT, "detail-type": undefined }, "its detail-type is missing"],
    ["whose findings are one finding", { ...EVENT, detail: { findings: finding } }, "detail.findings is no list"],
    ["whose findings are none", { ...EVENT, detail: { findings: [] } }, "detail.findings is no list, or empty"],
    ["that is empty", {}, "its source is missing"],
  ])("refuses an input %s, and names its sender and the execution", async (about, input, why) => {
    const { slack } = pipeline.standIns;
    const before = slack.messages.length;
    const name = `by-hand-${about.replace(/\W/g, "-")}`;

    const execution = await start(machine, input, name);

    expect(execution).toMatchObject({ status: "FAILED", error: "EVENT_INVALID" });
    const told = slack.messages.slice(before).map(textOf);
    // send-findings says so by its alarm and its Cause; record-ip in Slack as well.
    expect(told).toHaveLength(machine === "sechub-record-ip" ? 1 : 0);
    const said = [execution.cause, ...told].join("\n");
    expect(said).toContain(why.replaceAll('"', '\\"'));
    expect(said).toContain(name);
    expect(said).toContain("CloudTrail (StartExecution) names who did");
    if ("account" in input) expect(said).toContain('account \\"111122223333\\"');
    expect(await blocklistRows(pipeline)).toEqual([]);
    expect(pipeline.standIns.firewall.calls).toEqual([]);
  });
});

it("takes the event that a rule brings, and the one of a custom action", async () => {
  const [imported] = await pipeline.deliver(EVENT);
  const chosen = await start("sechub-record-ip", fixture("custom-action-several"), "custom-action");

  expect([imported?.status, chosen.status]).toEqual(["SUCCEEDED", "SUCCEEDED"]);
  expect(await blocklistRows(pipeline)).not.toEqual([]);
});
