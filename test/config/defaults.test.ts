import { NEVER_BLOCK_TYPES } from "../../config/never-block-types";
import { loadConfig } from "../../config/load-config";
import type { Config, ConfigInput } from "../../config/schema";

const load = (given: ConfigInput): Config => loadConfig("staging", { staging: given });

describe("defaults", () => {
  it.each<[keyof Config, unknown]>([
    ["environment", "staging"],
    ["prefix", "sechub"],
    ["region", "us-west-2"],
    ["accountIds", []],
    ["backend", { type: "local" }],
    ["mode", "enforce"],
    ["retentionHours", 720],
    ["blockActions", ["networkConnection", "portProbe"]],
    ["allowlist", []],
    [
      "routing",
      { severities: ["HIGH", "CRITICAL"], ipv6: false, portProbes: false, otherForms: false, openWorkflowOnly: false },
    ],
    ["observeTypes", []],
    ["returning", { memoryDays: 90, factor: 2, ceilingHours: 8_760 }],
    ["blockFrom", { severity: "INFORMATIONAL", types: [], accounts: [], regions: [], products: [] }],
    ["ownAddresses", []],
    ["neverBlockTypes", NEVER_BLOCK_TYPES],
    ["notifications", { perMinute: 20, webhookParameters: [], webhookHosts: [] }],
    ["prune", { schedule: "rate(1 hour)", pageHosts: 500 }],
    ["firewall", { capacityUnits: 10_000, basePriority: 100 }],
    ["slack", { webhookHosts: ["hooks.slack.com", "hooks.slack-gov.com"] }],
    ["alarmEmail", undefined],
    ["runbookUrl", "docs/runbook.md"],
    ["functions", { runtime: "nodejs24.x" }],
    ["logRetentionDays", 90],
    ["logExecutionData", false],
    ["kmsKeyArn", undefined],
    ["permissionsBoundaryArn", undefined],
    ["tags", {}],
    ["endpoints", undefined],
  ])("%s is %j", (setting, value) => {
    expect(load({})[setting]).toEqual(value);
  });

  it("are for these settings and no others", () => {
    expect(Object.keys(load({})).sort()).toEqual(
      [
        "accountIds",
        "allowlist",
        "backend",
        "blockActions",
        "blockFrom",
        "environment",
        "firewall",
        "functions",
        "logExecutionData",
        "logRetentionDays",
        "mode",
        "neverBlockTypes",
        "notifications",
        "observeTypes",
        "ownAddresses",
        "prefix",
        "prune",
        "region",
        "retentionHours",
        "returning",
        "routing",
        "runbookUrl",
        "slack",
        "tags",
      ].sort(),
    );
  });

  it("fill what a group of settings leaves out", () => {
    expect(load({ routing: { ipv6: true }, prune: { pageHosts: 60 } })).toMatchObject({
      routing: { severities: ["HIGH", "CRITICAL"], ipv6: true },
      prune: { schedule: "rate(1 hour)", pageHosts: 60 },
    });
  });

  it("put an S3 state under sechub-firewall", () => {
    expect(load({ backend: { type: "s3", bucket: "example-state", region: "us-west-2" } }).backend).toEqual({
      type: "s3",
      bucket: "example-state",
      region: "us-west-2",
      keyPrefix: "sechub-firewall",
    });
  });

  it("let a firewall policy hand every packet on", () => {
    expect(load({ firewall: { policy: { name: "edge" } } }).firewall.policy).toEqual({
      name: "edge",
      statelessDefaultActions: ["aws:forward_to_sfe"],
      statelessFragmentDefaultActions: ["aws:forward_to_sfe"],
    });
  });
});
