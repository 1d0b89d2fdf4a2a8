import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { environments } from "../../config/environments";
import { loadConfig } from "../../config/load-config";
import { ageRows, blocklistRows } from "../../local/pipeline/blocklist-rows";
import { startPipeline, type Pipeline } from "../../local/pipeline/pipeline";
import { ruleGroupView } from "../../local/pipeline/rule-group-view";
import { readDeployment, type Deployment } from "../../local/synthesized/deployment";
import { synthesize } from "../../stacks/synthesize";
import { event, fixture, networkConnection, PUBLIC_V4 } from "../support/findings";

const RULES = { record: "sechub-catch-ipv4", told: "sechub-catch-severity" };

let outdir: string;
let deployment: Deployment;
let pipeline: Pipeline;
let matched: readonly string[];

beforeAll(async () => {
  outdir = mkdtempSync(path.join(tmpdir(), "sechub pipeline-"));
  await synthesize(loadConfig("dev", environments), outdir);
  deployment = readDeployment(outdir);
});
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

beforeEach(async () => {
  pipeline = await startPipeline({
    deployment,
    retryScale: 0,
    onEvent: (seen) => {
      if (seen.type === "rules") ({ matched } = seen);
    },
  });
});
afterEach(() => pipeline.close());

const hosts = async () =>
  (await blocklistRows(pipeline)).filter(({ LiftedAt }) => LiftedAt === undefined).map(({ HostIp }) => HostIp);
const dropped = () => ruleGroupView(pipeline);
const headers = () => pipeline.standIns.slack.messages.map(({ text }) => text);
const firewallCalls = () => pipeline.standIns.firewall.calls.map(({ operation }) => operation);

describe("a finding that names a remote host", () => {
  it("ends with the host dropped in both directions, its row enforced and Slack told", async () => {
    const [execution] = await pipeline.deliver(fixture("ssh-brute-force"));

    expect(execution).toMatchObject({ machine: "sechub-record-ip", status: "SUCCEEDED" });
    expect(execution?.states.map(({ state }) => state)).toEqual([
      "RecordIp",
      "New IP?",
      "BlockTraffic",
      "Our turn?",
      "Notify Success",
      "Told?",
      "Traffic Blocked",
    ]);
    expect(dropped()).toMatchObject({ sources: [`${PUBLIC_V4}/32`], destinations: [`${PUBLIC_V4}/32`] });
    expect(await blocklistRows(pipeline)).toMatchObject([
      { HostIp: PUBLIC_V4, EnforcedAt: expect.any(String) as string },
    ]);
    expect(headers()).toEqual([expect.stringContaining(PUBLIC_V4)]);
    // The second look comes after the mark: nobody has updated the group meanwhile.
    expect(firewallCalls()).toEqual(["DescribeRuleGroup", "UpdateRuleGroup", "DescribeRuleGroup"]);
  });

  it("costs one read, no write and no firewall call when it arrives again", async () => {
    await pipeline.deliver(fixture("ssh-brute-force"));
    const [calls, before] = [firewallCalls().length, pipeline.standIns.dynamoDb.calls.length];

    await pipeline.deliver(fixture("ssh-brute-force"));

    expect(firewallCalls()).toHaveLength(calls);
    const operations = pipeline.standIns.dynamoDb.calls.slice(before).map(({ operation }) => operation);
    expect(operations).toEqual(["GetItem"]);
    expect(headers()).toHaveLength(1);
  });

  it("is blocked by many copies of its event with one row and no failure", async () => {
    const executions = await Promise.all(
      Array.from({ length: 20 }, () => pipeline.deliver(fixture("ssh-brute-force"))),
    );

    expect(executions.flat().every(({ status }) => status === "SUCCEEDED")).toBe(true);
    expect(await hosts()).toEqual([PUBLIC_V4]);
    expect(dropped().sources).toEqual([`${PUBLIC_V4}/32`]);
  });
});

describe("what each fixture comes to, with the default config", () => {
  const nothing: readonly string[] = [];
  it.each([
    ["ssh-brute-force", [RULES.record], [PUBLIC_V4], /Blocked/],
    ["high-with-address", [RULES.record, RULES.told], "its host", /HIGH/],
    ["critical-no-address", [RULES.told], nothing, /CRITICAL/],
    ["control-failed", [RULES.told], nothing, /CRITICAL/],
    ["private-host", [RULES.record], nothing, /Not blocked/],
    ["documentation-host", [RULES.record], nothing, /Not blocked/],
    ["malformed-address", [RULES.record], nothing, /Not blocked/],
    ["sample-top-level", [RULES.record], nothing, /Not blocked/],
    ["sample-product-field", [RULES.record], nothing, /Not blocked/],
    ["sample-additional-info", [RULES.record], nothing, /Not blocked/],
    ["archived", [RULES.record], nothing, /Not blocked/],
    ["suppressed", [RULES.record], nothing, /Not blocked/],
    ["resolved", [RULES.record], nothing, /Not blocked/],
    ["notified", [RULES.record], "its host", /Blocked/],
    ["other-product", [RULES.record], nothing, /Not blocked/],
    ["port-probe", nothing, nothing, undefined],
    ["no-product-fields", nothing, nothing, undefined],
  ] as const)("%s", async (name, rules, blocked, said) => {
    const executions = await pipeline.deliver(fixture(name));

    expect(executions.every(({ status }) => status === "SUCCEEDED")).toBe(true);
    expect(rules.every((rule) => matched.includes(rule))).toBe(true);
    if (rules.length === 0) expect(matched).toEqual([]);
    const rows = await hosts();
    if (blocked === "its host") expect(rows).toHaveLength(1);
    else expect(rows).toEqual(blocked);
    expect(dropped().sources).toEqual(rows.map((host) => `${String(host)}/32`));
    if (said === undefined) expect(headers()).toEqual([]);
    else expect(headers().some((text) => said.test(text))).toBe(true);
  });
});

describe("when something fails", () => {
  it("keeps the block although Slack refuses the message, and the execution counts as failed", async () => {
    for (let tries = 0; tries < 2; tries += 1) pipeline.standIns.slack.failNext({ status: 404, body: "no_service" });

    const [execution] = await pipeline.deliver(fixture("ssh-brute-force"));

    expect(execution).toMatchObject({ status: "FAILED", error: "SLACK_REFUSED" });
    expect(dropped().sources).toEqual([`${PUBLIC_V4}/32`]);
    expect(await blocklistRows(pipeline)).toMatchObject([{ EnforcedAt: expect.any(String) as string }]);
  });

  it("says that the firewall refused, fails, and is made good by the next finding", async () => {
    pipeline.standIns.firewall.failNext("UpdateRuleGroup", { errorName: "InvalidRequestException" });

    const [failed] = await pipeline.deliver(fixture("ssh-brute-force"));
    expect(failed).toMatchObject({ status: "FAILED", error: "FIREWALL_REFUSED" });
    expect(headers()).toEqual([expect.stringContaining("FIREWALL_REFUSED")]);
    expect(dropped().sources).toEqual([]);

    const [again] = await pipeline.deliver(fixture("ssh-brute-force"));
    expect(again).toMatchObject({ status: "SUCCEEDED" });
    expect(dropped().sources).toEqual([`${PUBLIC_V4}/32`]);
  });

  it.each([
    ["no findings", event([])],
    ["findings that are no list", { ...event([networkConnection()]), detail: { findings: "x" } }],
    ["another source", { ...event([networkConnection()]), source: "my.app" }],
  ])("refuses an input with %s by name, and says so", async (_, input) => {
    const [recordIp] = deployment.stateMachines.filter(({ name }) => name === "sechub-record-ip");
    const [addIp] = deployment.functions.filter(({ name }) => name === "sechub-add-ip-to-ddb");

    expect(recordIp).toBeDefined();
    await expect(pipeline.lambda.invoke(addIp?.arn ?? "", input)).rejects.toMatchObject({ name: "EVENT_INVALID" });
    expect(await hosts()).toEqual([]);
  });
});

describe("the prune", () => {
  it("lifts what has ended and leaves what was seen since", async () => {
    await pipeline.deliver(event([networkConnection("5.6.7.8")]));
    await ageRows(pipeline, 721);
    await pipeline.deliver(event([networkConnection("9.8.7.6")]));

    const execution = await pipeline.prune();

    expect(execution).toMatchObject({ status: "SUCCEEDED" });
    expect(await hosts()).toEqual(["9.8.7.6"]);
    expect(dropped().sources).toEqual(["9.8.7.6/32"]);
  });

  it("only looks, and is silent, when nothing has ended and nobody touched the rules", async () => {
    await pipeline.deliver(fixture("ssh-brute-force"));
    const calls = firewallCalls().length;
    const messages = headers().length;

    const execution = await pipeline.prune();

    expect(execution.states.map(({ state }) => state)).toEqual([
      "Get expired IPs",
      "Is pruning needed?",
      "Nothing has expired",
      "Remove IPs from firewall",
      "Our turn?",
      "More expired IPs?",
      "Anything to tell?",
      "Pruned",
    ]);
    expect(firewallCalls().slice(calls)).toEqual(["DescribeRuleGroup"]);
    expect(headers()).toHaveLength(messages);
  });

  it("has nothing to do and nothing to tell when the table is empty", async () => {
    const before = deployment.ruleGroup.ruleGroup;

    expect(await pipeline.prune()).toMatchObject({ status: "SUCCEEDED" });

    expect(firewallCalls()).toEqual(["DescribeRuleGroup"]);
    expect(pipeline.standIns.firewall.ruleGroup(deployment.ruleGroup.arn).ruleGroup).toEqual(before);
    expect(headers()).toEqual([]);
  });

  it("puts back what a hand took out of our rules, takes out what it put in, leaves foreign rules, and says so", async () => {
    await pipeline.deliver(fixture("ssh-brute-force"));
    const { firewall } = pipeline.standIns;
    const { arn } = deployment.ruleGroup;
    const group = firewall.ruleGroup(arn).ruleGroup;
    const stateless = group.RulesSource?.StatelessRulesAndCustomActions;
    const foreign = {
      Priority: 7,
      RuleDefinition: { MatchAttributes: { Protocols: [6] }, Actions: ["aws:pass"] },
    };
    const byHand = JSON.parse(
      JSON.stringify(stateless?.StatelessRules).replaceAll(`${PUBLIC_V4}/32`, "7.7.7.7/32"),
    ) as NonNullable<typeof stateless>["StatelessRules"];
    firewall.editByHand(arn, {
      RulesSource: {
        StatelessRulesAndCustomActions: { ...stateless, StatelessRules: [foreign, ...(byHand ?? [])] },
      },
    });

    expect(await pipeline.prune()).toMatchObject({ status: "SUCCEEDED" });

    expect(dropped().sources).toEqual([`${PUBLIC_V4}/32`]);
    const rules = firewall.ruleGroup(arn).ruleGroup.RulesSource?.StatelessRulesAndCustomActions?.StatelessRules;
    expect(rules?.[0]).toEqual(foreign);
    expect(headers().at(-1)).toContain("Repaired the rules of the blocklist");
    const told = JSON.stringify(pipeline.standIns.slack.messages.at(-1));
    expect(told).toMatch(/Blocked again, their rules had been taken out:\*? `?5\.6\.7\.8/);
    expect(told).toMatch(/the blocklist does not know them:\*? `?7\.7\.7\.7/);
  });

  it("goes on where it failed: rows that are gone lose their rules at the next run, and both runs are told", async () => {
    await pipeline.deliver(fixture("ssh-brute-force"));
    await ageRows(pipeline, 721);
    pipeline.standIns.firewall.failNext("UpdateRuleGroup", { errorName: "InvalidRequestException" });

    expect(await pipeline.prune()).toMatchObject({ status: "FAILED", error: "FIREWALL_REFUSED" });
    expect(await hosts()).toEqual([]);
    expect(dropped().sources).toEqual([`${PUBLIC_V4}/32`]);
    expect(headers().at(-1)).toContain("FIREWALL_REFUSED");

    expect(await pipeline.prune()).toMatchObject({ status: "SUCCEEDED" });
    expect(dropped().sources).toEqual([]);
    expect(JSON.stringify(pipeline.standIns.slack.messages.at(-1))).toContain(PUBLIC_V4);
  });

  it("says once a day that no firewall policy uses the group", async () => {
    const { firewall } = pipeline.standIns;
    const { arn } = deployment.ruleGroup;
    firewall.editByHand(arn, firewall.ruleGroup(arn).ruleGroup, { numberOfAssociations: 0 });

    await pipeline.prune();
    await pipeline.prune();

    expect(headers()).toEqual([expect.stringContaining("No firewall policy uses the rule group")]);
  });
});

describe("suppressing the finding in Security Hub", () => {
  it("lifts the block that it made", async () => {
    const blocking = networkConnection(PUBLIC_V4);
    await pipeline.deliver(event([blocking]));

    const [execution] = await pipeline.deliver(event([{ ...blocking, Workflow: { Status: "SUPPRESSED" } }]));

    expect(execution).toMatchObject({ status: "SUCCEEDED" });
    expect(await blocklistRows(pipeline)).toMatchObject([
      { HostIp: PUBLIC_V4, LiftedAt: expect.any(String) as string },
    ]);
    expect(dropped().sources).toEqual([]);
    expect(headers().at(-1)).toMatch(/lifted/i);

    // An event of before the click, redriven: the host stays free.
    await pipeline.deliver(event([blocking]));
    expect(dropped().sources).toEqual([]);

    await ageRows(pipeline, 14 * 24 + 1);
    await pipeline.prune();
    expect(await hosts()).toEqual([]);
  });
});

describe("what the functions write", () => {
  it("is JSON with the finding's id on each line, and never the webhook's URL", async () => {
    const finding = networkConnection(PUBLIC_V4);
    await pipeline.deliver(event([finding]));

    const lines = pipeline.lambda.logLines.map(({ line }) => JSON.parse(line) as Record<string, unknown>);
    const logs = lines.filter((line) => !("_aws" in line));
    expect(new Set(logs.map(({ service }) => service)).size).toBe(3);
    expect(logs.every(({ findingId }) => findingId === finding.Id)).toBe(true);
    expect(JSON.stringify(lines)).not.toContain(pipeline.standIns.slack.webhookUrl);
  });
});
