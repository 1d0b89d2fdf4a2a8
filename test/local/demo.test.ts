import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { environments } from "../../config/environments";
import { loadConfig } from "../../config/load-config";
import { startPipeline, type Pipeline } from "../../local/pipeline/pipeline";
import { runDemo } from "../../local/start/demo";
import { readEvents } from "../../local/start/read-findings";
import { readDeployment } from "../../local/synthesized/deployment";
import { synthesize } from "../../stacks/synthesize";

let outdir: string;
let pipeline: Pipeline;

const startWith = async (mode: "enforce" | "observe") => {
  await synthesize(loadConfig("dev", { dev: { ...environments.dev, mode } }), outdir);
  pipeline = await startPipeline({ deployment: readDeployment(outdir), retryWaitMs: 0 });
};
const run = async () => {
  const [critical] = readEvents(path.resolve("local/fixtures/critical-no-address.json"), "us-west-2");
  if (critical === undefined) throw new Error("no event");
  const events = readEvents(path.resolve("local/fixtures/ssh-brute-force.json"), "us-west-2");
  const checks = await runDemo(pipeline, { events, critical }, () => {});
  return checks.filter(({ ok }) => !ok).map(({ what }) => what);
};

beforeEach(() => {
  outdir = mkdtempSync(path.join(tmpdir(), "sechub-demo-"));
});
afterEach(async () => {
  await pipeline.close();
  rmSync(outdir, { recursive: true, force: true });
});

describe("the checks of the demo", () => {
  it("all hold when everything works", async () => {
    await startWith("enforce");

    expect(await run()).toEqual([]);
  });

  it("all hold in observe mode, where no rule may change", async () => {
    await startWith("observe");

    expect(await run()).toEqual([]);
    expect(pipeline.standIns.firewall.calls).toEqual([]);
  });

  it("fail when the firewall refuses the block", async () => {
    await startWith("enforce");
    pipeline.standIns.firewall.failNext("UpdateRuleGroup", { errorName: "InvalidRequestException" });

    expect(await run()).toEqual(
      expect.arrayContaining([
        expect.stringContaining("every execution succeeded"),
        expect.stringContaining("the rules drop exactly"),
      ]),
    );
  });

  it("fail when Slack does not take the message", async () => {
    await startWith("enforce");
    pipeline.standIns.slack.failNext({ status: 404, body: "no_service" });

    expect(await run()).toEqual(expect.arrayContaining([expect.stringContaining("every execution succeeded")]));
  });
});
