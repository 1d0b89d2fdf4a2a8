import { ACTION_KINDS } from "../../../functions/contract/action-kinds";
import { readFinding } from "../../../functions/domain/finding";
import { judge } from "../../../functions/domain/judge";
import { protectionOf } from "../../../functions/domain/protection";
import type { BlockPolicy } from "../../../functions/domain/refusals";
import { NEVER_BLOCK_TYPES } from "../../../config/never-block-types";
import { finding, fixture, fixtureNames, networkConnection, portProbe, PUBLIC_V4 } from "../../support/findings";

const POLICY: BlockPolicy = {
  actions: ["networkConnection", "portProbe"],
  severity: "INFORMATIONAL",
  types: [],
  accounts: [],
  regions: [],
  products: [],
  partition: "aws",
  neverTypes: NEVER_BLOCK_TYPES,
};
const PROTECTION = protectionOf(["6.7.8.9"], ["6.7.9.0/24"]);
const judged = (raw: unknown, policy: Partial<BlockPolicy> = {}, protection = PROTECTION) =>
  judge(readFinding(raw), { ...POLICY, ...policy }, protection);
const summary = ({ toBlock, refusals, toLift }: ReturnType<typeof judge>) => ({
  block: toBlock.map(({ host }) => host),
  refused: refusals.map(({ Host, Reason }) => `${Host} ${Reason}`.trim()),
  lift: toLift.map(({ host }) => host),
});

describe("the table of judge", () => {
  it.each([
    ["refused as a whole", { RecordState: "ARCHIVED" }, { block: [], refused: ["ARCHIVED"], lift: [] }],
    ["SUPPRESSED", { Workflow: { Status: "SUPPRESSED" } }, { block: [], refused: ["SUPPRESSED"], lift: [PUBLIC_V4] }],
    ["else", {}, { block: [PUBLIC_V4], refused: [], lift: [] }],
  ])("%s", (_, overrides, expected) => {
    expect(summary(judged(networkConnection(PUBLIC_V4, overrides)))).toEqual(expected);
  });

  it("no remote address of a kind that blocks", () => {
    expect(judged(networkConnection(), { actions: ["portProbe"] }).refusals).toEqual([
      { Host: "", Reason: "NO_REMOTE_HOST", Detail: expect.stringContaining("(portProbe)") as unknown },
    ]);
    expect(summary(judged(finding()))).toEqual({ block: [], refused: ["NO_REMOTE_HOST"], lift: [] });
  });

  it("address that is none, not public, protected: the others block", () => {
    expect(summary(judged(portProbe(["999.1.2.3", "10.1.2.3", "6.7.8.9", "6.7.9.9", PUBLIC_V4])))).toEqual({
      block: [PUBLIC_V4],
      refused: ["999.1.2.3 NOT_AN_ADDRESS", "10.1.2.3 NOT_PUBLIC", "6.7.8.9 ALLOWLISTED", "6.7.9.9 OWN_ADDRESS"],
      lift: [],
    });
  });
});

it.each([
  ["is archived, too", { RecordState: "ARCHIVED" }, "ARCHIVED", [PUBLIC_V4]],
  ["is a sample, too", { Sample: true }, "SAMPLE", [PUBLIC_V4]],
  ["is not GuardDuty's, whose blocks it must not touch", { ProductArn: "arn:aws:x" }, "NOT_GUARDDUTY", []],
])("a suppressed finding that %s", (_, overrides, reason, lift) => {
  const raw = networkConnection(PUBLIC_V4, { Workflow: { Status: "SUPPRESSED" }, ...overrides });
  expect(summary(judged(raw))).toEqual({ block: [], refused: [reason], lift });
});

it("lifts hosts of every kind, since the config may have blocked more when they were recorded", () => {
  const raw = networkConnection(PUBLIC_V4, { Workflow: { Status: "SUPPRESSED" } });
  const { toLift } = judged(raw, { actions: [] });
  expect(toLift).toMatchObject([{ host: PUBLIC_V4, finding: { FindingId: networkConnection(PUBLIC_V4).Id } }]);
});

it("lifts nothing by a suppressed finding without an id: it could be any", () => {
  const raw = networkConnection(PUBLIC_V4, { Id: 5, Workflow: { Status: "SUPPRESSED" } });
  expect(judged(raw).toLift).toEqual([]);
});

it("refuses the finding's own resource among its remote hosts, and blocks the others", () => {
  const Resources = [
    { Type: "AwsEc2Instance", Details: { AwsEc2Instance: { IpV4Addresses: ["::ffff:5.6.7.9", PUBLIC_V4] } } },
  ];
  expect(summary(judged(portProbe([PUBLIC_V4, "5.6.7.9", "5.6.7.10"], { Resources })))).toEqual({
    block: ["5.6.7.10"],
    refused: [`${PUBLIC_V4} OWN_RESOURCE`, "5.6.7.9 OWN_RESOURCE"],
    lift: [],
  });
});

it("records a host once that is spelled in several ways", () => {
  expect(summary(judged(portProbe(["5.6.7.8", "::ffff:5.6.7.8", "::FFFF:506:708"]))).block).toEqual([PUBLIC_V4]);
});

it("cuts a text that is no address, and never calls it a host", () => {
  const [refusal] = judged(networkConnection("x".repeat(2_048))).refusals;
  expect(refusal?.Host).toHaveLength(64);
  expect(refusal?.Detail.length).toBeLessThan(120);
});

const BLOCKED: Readonly<Record<string, readonly string[]>> = {
  "action-object-only": ["5.6.7.10"],
  "custom-action-several": ["5.6.7.25", "5.6.7.26", "5.6.7.27"],
  "high-with-address": ["5.6.7.21"],
  "ipv6-connection": ["2600:1f18::5:6:7:8"],
  "network-object-ipv6": ["2600:1f18::5:6:7:9"],
  notified: ["5.6.7.20"],
  "old-unprefixed-keys": ["5.6.7.11"],
  "port-probe": ["5.6.7.9", "6.7.8.9"],
  "ssh-brute-force": ["5.6.7.8"],
};
const REFUSED: Readonly<Record<string, string>> = {
  "api-call": "NO_REMOTE_HOST",
  archived: "ARCHIVED",
  "control-failed": "NOT_GUARDDUTY",
  "critical-no-address": "NO_REMOTE_HOST",
  "documentation-host": "198.51.100.7 NOT_PUBLIC",
  "kubernetes-api-call": "NO_REMOTE_HOST",
  "malformed-address": "999.1.2.3 NOT_AN_ADDRESS",
  "no-product-fields": "NO_REMOTE_HOST",
  "other-product": "NOT_GUARDDUTY",
  "own-instance-dos": "NEVER_BLOCK_TYPE",
  "private-host": "10.1.2.3 NOT_PUBLIC",
  resolved: "RESOLVED",
  "sample-additional-info": "SAMPLE",
  "sample-product-field": "SAMPLE",
  "sample-top-level": "SAMPLE",
  suppressed: "SUPPRESSED",
};

it.each(fixtureNames())("the fixture %s is recorded or refused as it should be", (name) => {
  const all = fixture(name).detail.findings.map((raw) => summary(judged(raw, {}, protectionOf([], []))));
  expect(all.flatMap(({ block }) => block)).toEqual(BLOCKED[name] ?? []);
  expect(all.flatMap(({ refused }) => refused)).toEqual(name in REFUSED ? [REFUSED[name]] : []);
  expect(all.flatMap(({ lift }) => lift)).toEqual(name === "suppressed" ? ["5.6.7.18"] : []);
});

it.each([
  ["api-call", "5.6.7.12"],
  ["kubernetes-api-call", "5.6.7.13"],
])("%s is recorded where the config asks for it", (name, host) => {
  const [raw] = fixture(name).detail.findings;
  expect(summary(judged(raw, { actions: ACTION_KINDS })).block).toEqual([host]);
});
