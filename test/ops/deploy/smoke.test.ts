import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { configSchema } from "../../../config/schema";
import { environments } from "../../../config/environments";
import { loadConfig } from "../../../config/load-config";
import { readFinding } from "../../../functions/domain/finding";
import { judge } from "../../../functions/domain/judge";
import { protectionOf } from "../../../functions/domain/protection";
import { systemClock } from "../../../functions/adapters/system-clock";
import { matches } from "../../../local/event-bus/match-pattern";
import type { EventPattern } from "../../../local/event-bus/event-pattern";
import { blocklistRows } from "../../../local/pipeline/blocklist-rows";
import { startPipeline, type Pipeline } from "../../../local/pipeline/pipeline";
import { serve, type Served } from "../../../local/pipeline/served";
import { readDeployment } from "../../../local/synthesized/deployment";
import { runDeploy } from "../../../ops/deploy/run";
import { sampleEvent } from "../../../ops/deploy/sample-event";
import { synthesize } from "../../../stacks/synthesize";
import "../../functions/support/one-realm";

const AT = new Date("2026-03-02T10:00:00.000Z");
const event = (given: object = {}) =>
  sampleEvent({ partition: "aws", region: "us-west-2", account: "111122223333", at: AT, ...given });

describe("the sample of the smoke test", () => {
  const { blockActions, neverBlockTypes } = configSchema.parse({});
  const policy = {
    actions: blockActions,
    severity: "INFORMATIONAL",
    types: [],
    accounts: [],
    regions: [],
    products: [],
    partition: "aws",
    neverTypes: neverBlockTypes,
  } as const;
  const judged = (change: object = {}) =>
    judge(readFinding({ ...event().detail.findings[0], ...change }), policy, protectionOf([], []));

  it("is refused as a sample, by either of its marks", () => {
    const { ProductFields, ...finding } = event().detail.findings[0] ?? { ProductFields: {} };
    const { "aws/guardduty/service/additionalInfo/sample": mark, ...unmarked } = ProductFields as Record<
      string,
      string
    >;
    expect([mark, (finding as { Sample?: boolean }).Sample]).toEqual(["true", true]);
    for (const change of [{}, { Sample: false }, { ProductFields: unmarked }]) {
      expect(judged(change)).toMatchObject({ toBlock: [], toLift: [], refusals: [{ Reason: "SAMPLE" }] });
    }
  });

  it("names an address that is never blocked, should both marks be overlooked", () => {
    const fields = event().detail.findings[0]?.ProductFields as Record<string, string>;
    const unmarked = { ...fields, "aws/guardduty/service/additionalInfo/sample": "false" };
    expect(judged({ Sample: false, ProductFields: unmarked })).toMatchObject({
      toBlock: [],
      refusals: [{ Host: "198.51.100.7", Reason: "NOT_PUBLIC" }],
    });
  });

  it("is of the environment's partition, region and account", () => {
    const [finding] = event({ partition: "aws-cn", region: "cn-north-1" }).detail.findings;
    expect(finding?.ProductArn).toBe("arn:aws-cn:securityhub:cn-north-1::product/aws/guardduty");
    expect(finding?.Id).toMatch(/^arn:aws-cn:guardduty:cn-north-1:111122223333:/);
  });

  it("has another Id a millisecond later", () => {
    const later = event({ at: new Date(AT.getTime() + 1) });
    expect(later.detail.findings[0]?.Id).not.toBe(event().detail.findings[0]?.Id);
  });
});

describe("npm run deploy -- --check-only, over what is synthesized", () => {
  let outdir: string;
  let pipeline: Pipeline;
  let served: Served;
  beforeAll(async () => {
    outdir = mkdtempSync(path.join(tmpdir(), "sechub smoke-"));
    await synthesize(loadConfig("local", environments), outdir);
  });
  afterAll(() => rmSync(outdir, { recursive: true, force: true }));
  beforeEach(async () => {
    pipeline = await startPipeline({ deployment: readDeployment(outdir), retryScale: 0 });
    served = await serve(pipeline);
  });
  afterEach(async () => {
    await served.close();
    await pipeline.close();
  });

  async function checkOnly() {
    const out: string[] = [];
    const code = await runDeploy(["--env", "local", "--check-only"], {
      io: { write: (line) => void out.push(line), note: () => {}, ask: undefined },
      env: { ...served.environment },
      environments,
      clock: systemClock,
      terraform: () => Promise.reject(new Error("terraform was asked")),
      synthesize: () => Promise.reject(new Error("something was synthesized")),
      tree: () => undefined,
      outdir,
    });
    return { code, text: out.join("\n") };
  }

  it("goes the whole way of a finding, blocks nobody, and is told as a sample, each time", async () => {
    for (const messages of [1, 2]) {
      const { code, text } = await checkOnly();
      expect(text).toMatch(/smoke test: a sample finding went through sechub-local-record-ip: refused as a sample/);
      expect(code).toBe(0);
      expect(pipeline.standIns.slack.messages).toHaveLength(messages);
    }
    const said = JSON.stringify(pipeline.standIns.slack.messages[0]);
    expect(said).toContain("(SAMPLE)");
    expect(said).toContain("Smoke test of a deploy");
    expect(await blocklistRows(pipeline)).toEqual([]);
    // EventBridge would have routed it.
    const routed = pipeline.deployment.rules.filter(({ pattern }) => matches(pattern as EventPattern, event()));
    expect(routed.map(({ name }) => name)).toEqual(["sechub-local-catch-ipv4"]);
  });

  it("says how to put the webhook when it cannot be used", async () => {
    pipeline.standIns.parameterStore.set("/sechub-local/slack-webhook-url", "not a URL");
    const { code, text } = await checkOnly();
    expect(code).toBe(1);
    expect(text).toMatch(
      /smoke test: FAILED: WEBHOOK_UNUSABLE: parameter \/sechub-local\/slack-webhook-url .* aws ssm put-parameter .*\n {2}what WEBHOOK_UNUSABLE means: docs\/errors\.md/,
    );
    expect(text).not.toContain("not a URL");
  });
});
