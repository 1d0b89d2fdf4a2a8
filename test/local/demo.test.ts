import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { environments } from "../../config/environments";
import { loadConfig } from "../../config/load-config";
import type { ConfigInput } from "../../config/schema";
import { startPipeline, type Pipeline } from "../../local/pipeline/pipeline";
import type { ReportEvent } from "../../local/report/report";
import { runDemo } from "../../local/start/demo";
import { readEvents } from "../../local/start/read-findings";
import { readDeployment } from "../../local/synthesized/deployment";
import { synthesize } from "../../stacks/synthesize";
import { event, fixture, networkConnection, portProbe, PRIVATE_V4, PUBLIC_V4, PUBLIC_V6 } from "../support/findings";

const FAR_V4 = "9.8.7.6";
const NEIGHBOURS = ["9.8.7.4", "9.8.7.5"];
const HIGH = { Severity: { Label: "HIGH" } };

let folder: string;
let pipeline: Pipeline;

interface Run {
  readonly settings?: ConfigInput;
  /** What the file of --finding holds. */
  readonly content?: unknown;
  readonly onceMore?: boolean;
  readonly before?: () => void;
}

/** Runs the demo; answers all that it showed. */
async function run({ settings = {}, content, onceMore = false, before }: Run): Promise<readonly ReportEvent[]> {
  const config = loadConfig("dev", { dev: { ...environments.dev, ...settings } });
  const [outdir, file] = [path.join(folder, "out"), path.join(folder, "findings.json")];
  await synthesize(config, outdir);
  const deployment = readDeployment(outdir);
  writeFileSync(file, JSON.stringify(content ?? fixture("ssh-brute-force")));
  const [critical] = readEvents(path.resolve("local/fixtures/critical-no-address.json"), deployment.region);
  if (critical === undefined) throw new Error("no event");
  const shown: ReportEvent[] = [];
  pipeline = await startPipeline({ deployment, retryScale: 0, onEvent: (one) => shown.push(one) });
  before?.();
  const input = { events: readEvents(file, deployment.region), critical, config, onceMore };
  await runDemo(pipeline, input, (one) => shown.push(one));
  return shown;
}

const checks = (shown: readonly ReportEvent[]) => shown.filter((one) => one.type === "check");
const failed = (shown: readonly ReportEvent[]) =>
  checks(shown)
    .filter(({ ok }) => !ok)
    .map(({ what }) => what);
const said = (shown: readonly ReportEvent[]) => checks(shown).map(({ what }) => what);
const titles = (shown: readonly ReportEvent[]) => shown.filter((one) => one.type === "step").map(({ title }) => title);

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "sechub-demo-"));
});
afterEach(async () => {
  await pipeline.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("the checks of the demo", () => {
  it("all hold in observe mode, where no rule may change", async () => {
    const shown = await run({ settings: { mode: "observe" }, onceMore: true });

    expect(failed(shown)).toEqual([]);
    expect(said(shown)).toContain("observe mode changes no rule: nobody is dropped, the table has 1 host");
    // The scheduled run looks whether a rule of before is to go.
    expect(pipeline.standIns.firewall.calls.map(({ operation }) => operation)).toEqual(["DescribeRuleGroup"]);
  });

  it("fail when the firewall refuses the block", async () => {
    const shown = await run({
      before: () => pipeline.standIns.firewall.failNext("UpdateRuleGroup", { errorName: "InvalidRequestException" }),
    });

    expect(failed(shown)).toEqual(
      expect.arrayContaining([
        expect.stringContaining("every execution succeeded"),
        expect.stringContaining("the rules drop exactly"),
      ]),
    );
  });

  it("fail when Slack does not take the message", async () => {
    const shown = await run({ before: () => pipeline.standIns.slack.failNext({ status: 404, body: "no_service" }) });

    expect(failed(shown)).toEqual(expect.arrayContaining([expect.stringContaining("every execution succeeded")]));
  });

  it("fail when someone adds an address to our rules", async () => {
    const shown = await run({
      before: () =>
        afterDelivery((deliveries) => {
          const { firewall } = pipeline.standIns;
          const { arn } = pipeline.deployment.ruleGroup;
          const { ruleGroup } = firewall.ruleGroup(arn);
          const rules = ruleGroup.RulesSource?.StatelessRulesAndCustomActions?.StatelessRules ?? [];
          if (deliveries !== 1) return;
          rules[1]?.RuleDefinition?.MatchAttributes?.Sources?.push({ AddressDefinition: `${FAR_V4}/32` });
          firewall.editByHand(arn, ruleGroup);
        }),
    });

    expect(failed(shown)).toContainEqual(expect.stringContaining("the rules drop exactly"));
  });

  it("fail when Slack is told again of what it knows", async () => {
    const shown = await run({
      before: () =>
        afterDelivery(async () => {
          const body = JSON.stringify({ text: "again" });
          const headers = { "content-type": "application/json" };
          await fetch(pipeline.standIns.slack.webhookUrl, { method: "POST", headers, body });
        }),
    });

    expect(failed(shown)).toEqual(["Slack was not told again", "Slack was told once"]);
  });
});

/** Something else happens after each event, before its effects are looked at. */
function afterDelivery(then: (deliveries: number) => void | Promise<void>): void {
  const { deliver } = pipeline;
  let deliveries = 0;
  pipeline = {
    ...pipeline,
    deliver: async (sent) => {
      const executions = await deliver(sent);
      deliveries += 1;
      await then(deliveries);
      return executions;
    },
  };
}

describe("what is right and out of the ordinary", () => {
  it("is two hosts that share a rule", async () => {
    const shown = await run({ content: NEIGHBOURS.map((host) => networkConnection(host)) });

    expect(failed(shown)).toEqual([]);
    expect(shown).toContainEqual(
      expect.objectContaining({
        type: "rule-group",
        after: expect.objectContaining({ sources: ["9.8.7.4/31"] }) as unknown,
      }),
    );
    expect(said(shown)).toContain(
      `the rules drop exactly the hosts of the table, in both directions (${NEIGHBOURS.join(", ")})`,
    );
  });

  it("is a retention of its own", async () => {
    const shown = await run({ settings: { retentionHours: 2_000 } });

    expect(failed(shown)).toEqual([]);
    expect(titles(shown)).toContain("2,001 hours later: the schedule prunes");
  });

  it("is an environment that does not tell CRITICAL findings", async () => {
    const shown = await run({ settings: { routing: { severities: ["HIGH"] } } });

    expect(failed(shown)).toEqual([]);
    expect(said(shown)).toContain("routing.severities has no CRITICAL, so it started nothing");
  });

  it("is a host that the rule group has no room for, as long as Slack names it", async () => {
    const shown = await run({
      settings: { firewall: { capacityUnits: 3 } },
      content: [networkConnection(PUBLIC_V4), networkConnection(FAR_V4)],
    });

    expect(failed(shown)).toEqual([]);
    expect(said(shown)).toEqual(
      expect.arrayContaining([
        `the rules drop exactly the hosts that there is room for, in both directions (${PUBLIC_V4})`,
        `no rule for want of room (3 of 3 units are used), and Slack names them: ${FAR_V4}`,
        "the firewall was called only for hosts that there is no room for",
      ]),
    );
  });

  it("is the CRITICAL finding of step 3 in step 1", async () => {
    const shown = await run({ content: fixture("critical-no-address") });

    expect(failed(shown)).toEqual([]);
    expect(said(shown)).toContain("Slack was told of it in a step before, and not again");
  });

  const suppressed = () => {
    const blocking = networkConnection(PUBLIC_V4);
    return [blocking, { ...blocking, Workflow: { Status: "SUPPRESSED" } }];
  };

  it("is a block that a later event lifts: what is sent again does not block", async () => {
    const shown = await run({ content: suppressed(), onceMore: true });

    expect(failed(shown)).toEqual([]);
    expect(said(shown)).toEqual(
      expect.arrayContaining([
        "the rules drop exactly the hosts of the table whose block has not ended, in both directions (none)",
        "the firewall was not called",
        "Slack was told again only of refusals that had no message of their own",
        "the table is empty: what has ended is remembered elsewhere",
        "there was nothing to lift",
      ]),
    );
  });

  it.each([
    ["enforce", 24],
    ["observe", 720],
  ] as const)("is a lifted block in mode %s with a retention of %i hours", async (mode, retentionHours) => {
    const shown = await run({ settings: { mode, retentionHours }, content: suppressed(), onceMore: true });

    expect(failed(shown)).toEqual([]);
  });

  it("is a finding that is blocked for one host and refused for another", async () => {
    const shown = await run({
      settings: { routing: { portProbes: true } },
      content: portProbe([PUBLIC_V4, PRIVATE_V4]),
    });

    expect(failed(shown)).toEqual([]);
    expect(said(shown)).toContain("Slack was not told again");
  });

  it("is a finding whose Id is no text", async () => {
    const shown = await run({ content: networkConnection(PUBLIC_V4, { Id: 12_345, ...HIGH }) });

    expect(failed(shown)).toEqual([]);
    expect(said(shown)).toContain("Slack was told again only of findings without an Id, which nothing can know again");
  });

  it.each([
    ["an event without a finding", event([]), "the event has no finding in detail.findings"],
    ["an event that no rule matches", event([portProbe([PUBLIC_V4])]), undefined],
  ])("is %s: nothing is sent, and that is said", async (_, content, note) => {
    const shown = await run({ content });

    expect(failed(shown)).toEqual([]);
    expect(said(shown).slice(0, 3)).toEqual([
      "no rule matches, so nothing was started",
      "the rules drop exactly the hosts of the table, in both directions (none)",
      "nothing was sent to Slack",
    ]);
    expect(shown.filter((one) => one.type === "note").map(({ text }) => text)).toEqual(
      note === undefined ? [] : [expect.stringContaining(note)],
    );
  });
});

describe("a demo that someone wants to look at afterwards", () => {
  it("sends the findings once more after the prune, and says so", async () => {
    const shown = await run({ onceMore: true });

    expect(failed(shown)).toEqual([]);
    expect(titles(shown).at(-1)).toBe("Once more the findings of step 1, so that there is something to look at");
    expect(shown.filter((one) => one.type === "rule-group").at(-1)?.after.sources).toEqual([`${PUBLIC_V4}/32`]);
  });
});

describe("two executions of one state machine at once", () => {
  it("each name themselves in every line", async () => {
    const both = networkConnection(PUBLIC_V6, {
      Action: { NetworkConnectionAction: { RemoteIpDetails: { IpAddressV4: PUBLIC_V4 } } },
    });
    const routing = { ipv6: true, otherForms: true };
    const shown = await run({ settings: { mode: "observe", routing }, content: both });

    const ofStep1 = shown.slice(
      0,
      shown.findIndex(({ type }) => type === "row"),
    );
    const started = ofStep1.filter((one) => one.type === "execution-started").map(({ execution }) => execution);
    expect(new Set(started).size).toBe(2);
    for (const execution of started) {
      const states = ofStep1.filter((one) => one.type === "state" && one.execution === execution);
      expect(states[0]).toMatchObject({ state: "RecordIp" });
      expect(ofStep1).toContainEqual(expect.objectContaining({ type: "execution-ended", execution }));
    }
    expect(failed(shown)).toEqual([]);
  });
});
