import { ConfigError } from "../../config/config-error";
import { DEFAULT_ENVIRONMENT, loadConfig, selectedConfig } from "../../config/load-config";
import type { ConfigInput } from "../../config/schema";
import { REFUSED_BLOCKING } from "./refused-blocking";
import { policy, REFUSED_SETTINGS, tagsOf } from "./refused-settings";
import { BOUNDARY_ARN, KEY_ARN } from "../support/synth";

/** What loadConfig says of an environment named staging. */
function refusal(given: unknown): string {
  try {
    loadConfig("staging", { staging: given as ConfigInput });
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  throw new Error(`not refused: ${JSON.stringify(given)}`);
}

const REFUSED = [...REFUSED_SETTINGS, ...REFUSED_BLOCKING];

const SETTINGS = [
  "prefix",
  "region",
  "accountIds",
  "backend",
  "mode",
  "retentionHours",
  "blockActions",
  "allowlist",
  "routing",
  "prune",
  "firewall",
  "slack",
  "alarmEmail",
  "runbookUrl",
  "logRetentionDays",
  "logExecutionData",
  "kmsKeyArn",
  "permissionsBoundaryArn",
  "tags",
  "endpoints",
];

describe("a setting that cannot be used", () => {
  it.each(REFUSED)(
    "$setting ($given) is named with its value and what is allowed",
    ({ setting, given, shown, allowed }) => {
      const line = refusal(given)
        .split("\n")
        .find((candidate) => candidate.startsWith(`  staging.${setting} ${shown}`));
      expect(line).toContain(allowed);
    },
  );

  it.each(SETTINGS)("%s has a row above", (setting) => {
    expect(REFUSED.map((row) => row.setting.split(".")[0])).toContain(setting);
  });

  it.each(SETTINGS)("%s must have the right type", (setting) => {
    expect(refusal({ [setting]: null })).toContain(`staging.${setting} is null`);
  });

  it("is one line for a list of addresses that covers everything by itself", () => {
    const everything = ["0.0.0.0/1", "128.0.0.0/1"];
    for (const list of ["allowlist", "ownAddresses"])
      expect(refusal({ [list]: everything }).split("\n")).toHaveLength(2);
  });

  it("is one line for each tag that is wrong", () => {
    expect(refusal({ tags: { PROJECT: "x", environment: "x" } }).split("\n")).toHaveLength(3);
    expect(refusal({ tags: { Team: "a", team: "b", TEAM: "c" } }).split("\n")).toHaveLength(3);
    expect(refusal({ tags: tagsOf(49) }).split("\n")).toHaveLength(2);
  });

  it.each(["alias/x", KEY_ARN.replace(":key/", ":alias/"), "arn:aws:kms:eu-west-1:111122223333:alias/x"])(
    "is one line for %s in place of a KMS key",
    (kmsKeyArn) => {
      expect(refusal({ kmsKeyArn }).split("\n")).toHaveLength(2);
    },
  );

  it("is reported together with all others", () => {
    expect(refusal({ mode: "block", retentionHours: 0, prune: { pageHosts: 0 } }).split("\n")).toHaveLength(4);
  });

  it.each([
    ["in the wrong place", { slack: { webhookParameter: "https://hooks.slack.com/services/T0/B0/secret" } }],
    ["in a setting of its own", { slack: { webhookUrl: "https://hooks.slack.com/services/T0/B0/secret" } }],
    ["without its scheme, as a host", { slack: { webhookHosts: ["hooks.slack.com/services/T0/B0/secret"] } }],
    [
      "without its scheme, in a list",
      { notifications: { webhookParameters: ["hooks.slack.com/services/T0/B0/secret"] } },
    ],
    ["with a user and password", { alarmEmail: "https://someone:secret@example.com/" }],
  ])("does not show a URL %s: it may be the webhook's", (_, given) => {
    expect(refusal(given)).not.toContain("secret");
  });
});

describe("a setting that there is not", () => {
  it.each([
    ["retention", { retention: 5 }],
    ["routing.ipv4", { routing: { ipv4: true } }],
    ["backend.bucket", { backend: { type: "local", bucket: "x" } }],
    ["firewall.policy.rules", policy({ rules: [] })],
    ["endpoints.ec2", { endpoints: { ec2: "http://127.0.0.1:4566" } }],
  ])("%s is named", (setting, given) => {
    expect(refusal(given)).toContain(`staging.${setting} is not a setting: remove it or correct its name`);
  });
});

describe("what is accepted", () => {
  it.each<[string, ConfigInput]>([
    ...[
      "rate(1 hour)",
      "rate(15 minutes)",
      "cron(0/30 3 ? * MON-FRI *)",
      "cron(*/5 * * * ? *)",
      "cron(0,15,45 0-6/2 1,15 jan-jun ? 2026-2030)",
      "cron(59 23 31 12 ? *)",
      "cron(0 3 L * ? *)",
      "cron(0 3 15W * ? *)",
      "cron(0 3 ? * 6L *)",
      "cron(0 3 ? * TUE#2 *)",
    ].map((schedule): [string, ConfigInput] => [`the schedule ${schedule}`, { prune: { schedule } }]),
    ["a key and a boundary", { kmsKeyArn: KEY_ARN, permissionsBoundaryArn: BOUNDARY_ARN }],
    ["AWS's own policy as the boundary", { permissionsBoundaryArn: "arn:aws:iam::aws:policy/PowerUserAccess" }],
    [
      "products and regions beside GuardDuty and its own",
      {
        blockFrom: {
          regions: ["us-west-2", "eu-central-1"],
          products: [
            "arn:aws:securityhub:us-west-2:111122223333:product/111122223333/default",
            "arn:aws:securityhub:us-east-1::product/crowdstrike/crowdstrike-falcon",
          ],
        },
      },
    ],
    [
      "hosts of webhooks",
      {
        slack: { webhookHosts: ["slack.proxy.example.com"] },
        notifications: { webhookParameters: ["/a"], webhookHosts: ["chat.example.com", "xn--bcher-kva.example"] },
      },
    ],
    ["a GovCloud region", { region: "us-gov-west-1" }],
    ["48 tags, which with ours are the 50 that IAM gives a role", { tags: tagsOf(48) }],
    ["a tag that only begins like one of ours", { tags: { ProjectCode: "x" } }],
    ["both families in the allowlist", { allowlist: ["203.0.113.7", "2001:db8::/32"] }],
    [
      "endpoints on every form of loopback",
      { endpoints: { s3: "http://[::1]:4566", sqs: "https://localhost", sts: "http://127.0.0.2:1/" } },
    ],
  ])("%s", (_, given) => {
    expect(loadConfig("staging", { staging: given })).toMatchObject({ ...given, environment: "staging" });
  });
});

describe("the choice of the environment", () => {
  it("lists the environments that there are when the one that is asked for is not", () => {
    expect(() => loadConfig("stagign", { dev: {}, staging: {} })).toThrow(
      'there is no environment "stagign" in config/environments.ts; it has dev, staging',
    );
  });

  it("knows no environment by a name that every object has", () => {
    expect(() => loadConfig("toString", { dev: {} })).toThrow("there is no environment");
  });

  it.each(["Prod", "1st", "a/b", "a".repeat(33)])("refuses %s as a name: it becomes part of paths and tags", (name) => {
    expect(() => loadConfig(name, { [name]: {} })).toThrow("must start with a letter");
  });

  it("is dev unless SECHUB_ENV says otherwise", () => {
    expect(DEFAULT_ENVIRONMENT).toBe("dev");
    expect(selectedConfig({}).environment).toBe("dev");
    expect(selectedConfig({ SECHUB_ENV: "prod" }).environment).toBe("prod");
  });

  it("refuses an empty SECHUB_ENV rather than deploy the default", () => {
    expect(() => selectedConfig({ SECHUB_ENV: "" })).toThrow('there is no environment ""');
  });
});
