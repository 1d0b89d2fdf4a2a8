import { ACTION_KINDS } from "../../../functions/contract/action-kinds";
import { parseAllowlist } from "../../../functions/domain/allowlist";
import { readFinding } from "../../../functions/domain/finding";
import { judge, type Policy } from "../../../functions/domain/judge";
import { finding, fixture, fixtureNames, networkConnection, portProbe, PUBLIC_V4 } from "../../support/findings";
import { NOW } from "../support/world";

const POLICY: Policy = {
  allowlist: parseAllowlist(["6.7.8.9"]),
  retentionHours: 720,
  blockActions: ["networkConnection", "portProbe"],
};
const judged = (raw: unknown, policy: Partial<Policy> = {}) => judge(readFinding(raw), NOW, { ...POLICY, ...policy });
const summary = ({ rows, refusals, toLift }: ReturnType<typeof judge>) => ({
  rows: rows.map(({ HostIp }) => HostIp),
  refused: refusals.map(({ Host, Reason }) => `${Host} ${Reason}`.trim()),
  lift: toLift.map(({ host }) => host),
});

describe("the table of judge", () => {
  it.each([
    ["refused as a whole", { RecordState: "ARCHIVED" }, { rows: [], refused: ["ARCHIVED"], lift: [] }],
    ["SUPPRESSED", { Workflow: { Status: "SUPPRESSED" } }, { rows: [], refused: ["SUPPRESSED"], lift: [PUBLIC_V4] }],
    ["else", {}, { rows: [PUBLIC_V4], refused: [], lift: [] }],
  ])("%s", (_, overrides, expected) => {
    expect(summary(judged(networkConnection(PUBLIC_V4, overrides)))).toEqual(expected);
  });

  it("no remote address of a kind that blocks", () => {
    expect(judged(networkConnection(), { blockActions: ["portProbe"] }).refusals).toEqual([
      { Host: "", Reason: "NO_REMOTE_HOST", Detail: expect.stringContaining("(portProbe)") as unknown },
    ]);
    expect(summary(judged(finding()))).toEqual({ rows: [], refused: ["NO_REMOTE_HOST"], lift: [] });
  });

  it("address that is none, not public, allowlisted: the others are recorded", () => {
    expect(summary(judged(portProbe(["999.1.2.3", "10.1.2.3", "6.7.8.9", PUBLIC_V4])))).toEqual({
      rows: [PUBLIC_V4],
      refused: ["999.1.2.3 NOT_AN_ADDRESS", "10.1.2.3 NOT_PUBLIC", "6.7.8.9 ALLOWLISTED"],
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
  expect(summary(judged(raw))).toEqual({ rows: [], refused: [reason], lift });
});

it("lifts hosts of every kind, since the config may have blocked more when they were recorded", () => {
  const raw = networkConnection(PUBLIC_V4, { Workflow: { Status: "SUPPRESSED" } });
  const { toLift } = judged(raw, { blockActions: [] });
  expect(toLift).toEqual([{ host: PUBLIC_V4, findingId: networkConnection(PUBLIC_V4).Id }]);
});

it("lifts nothing by a suppressed finding without an id: it could be any", () => {
  const raw = networkConnection(PUBLIC_V4, { Id: 5, Workflow: { Status: "SUPPRESSED" } });
  expect(judged(raw).toLift).toEqual([]);
});

it("records a host once that is spelled in several ways", () => {
  expect(summary(judged(portProbe(["5.6.7.8", "::ffff:5.6.7.8", "::FFFF:506:708"]))).rows).toEqual([PUBLIC_V4]);
});

it("cuts a text that is no address, and never calls it a host", () => {
  const [refusal] = judged(networkConnection("x".repeat(2_048))).refusals;
  expect(refusal?.Host).toHaveLength(64);
  expect(refusal?.Detail.length).toBeLessThan(120);
});

const RECORDED: Readonly<Record<string, readonly string[]>> = {
  "action-object-only": ["5.6.7.10"],
  "custom-action-several": ["5.6.7.25", "5.6.7.26", "5.6.7.27"],
  "high-with-address": ["5.6.7.21"],
  "ipv6-connection": ["2600:1f18::5:6:7:8"],
  "network-object-ipv6": ["2600:1f18::5:6:7:9"],
  notified: ["5.6.7.20"],
  "old-unprefixed-keys": ["5.6.7.11"],
  "own-instance-dos": ["5.6.7.24"],
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
  "private-host": "10.1.2.3 NOT_PUBLIC",
  resolved: "RESOLVED",
  "sample-additional-info": "SAMPLE",
  "sample-product-field": "SAMPLE",
  "sample-top-level": "SAMPLE",
  suppressed: "SUPPRESSED",
};

it.each(fixtureNames())("the fixture %s is recorded or refused as it should be", (name) => {
  const all = fixture(name).detail.findings.map((raw) => summary(judged(raw, { allowlist: parseAllowlist([]) })));
  expect(all.flatMap(({ rows }) => rows)).toEqual(RECORDED[name] ?? []);
  expect(all.flatMap(({ refused }) => refused)).toEqual(name in REFUSED ? [REFUSED[name]] : []);
  expect(all.flatMap(({ lift }) => lift)).toEqual(name === "suppressed" ? ["5.6.7.18"] : []);
});

it.each([
  ["api-call", "5.6.7.12"],
  ["kubernetes-api-call", "5.6.7.13"],
])("%s is recorded where the config asks for it", (name, host) => {
  const [raw] = fixture(name).detail.findings;
  expect(summary(judged(raw, { blockActions: ACTION_KINDS })).rows).toEqual([host]);
});
