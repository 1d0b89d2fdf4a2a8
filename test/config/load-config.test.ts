import { ConfigError } from "../../config/config-error";
import { DEFAULT_ENVIRONMENT, loadConfig, selectedConfig } from "../../config/load-config";
import type { ConfigInput } from "../../config/schema";
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

const bad = (setting: string, given: unknown, shown: string, allowed: string) => ({ setting, given, shown, allowed });
const s3 = { type: "s3", bucket: "example-state", region: "us-west-2" };
const policy = (settings: object) => ({ firewall: { policy: { name: "edge", ...settings } } });

const tagsOf = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`Tag${i}`, "x"]));

const REFUSED = [
  bad("prefix", { prefix: "Sechub" }, 'is "Sechub"', "lower-case letter"),
  bad("prefix", { prefix: "a".repeat(21) }, "is ", "at most 20"),
  bad("region", { region: "oregon" }, 'is "oregon"', 'such as "us-west-2"'),
  bad("region", { region: null }, "is null", "expected string"),
  bad("accountIds.0", { accountIds: ["12345"] }, 'is "12345"', "12 digits"),
  bad("accountIds", { accountIds: ["111122223333", "111122223333"] }, "is [", "not name an account twice"),
  bad("backend.type", { backend: { type: "gcs" } }, 'is "gcs"', "'local' | 's3'"),
  bad("backend.bucket", { backend: { type: "s3", region: "us-west-2" } }, "is not set", "expected string"),
  bad("backend.bucket", { backend: { ...s3, bucket: "My_Bucket" } }, 'is "My_Bucket"', "name of an S3 bucket"),
  bad("backend.region", { backend: { ...s3, region: "west" } }, 'is "west"', 'such as "us-west-2"'),
  bad("backend.keyPrefix", { backend: { ...s3, keyPrefix: "/a/" } }, 'is "/a/"', "no / at its ends"),
  bad("backend.kmsKeyArn", { backend: { ...s3, kmsKeyArn: "alias/x" } }, 'is "alias/x"', "ARN of a KMS key"),
  bad("mode", { mode: "block" }, 'is "block"', '"enforce"|"observe"'),
  bad("retentionHours", { retentionHours: 0 }, "is 0", ">=1"),
  bad("retentionHours", { retentionHours: 26_281 }, "is 26281", "<=26280"),
  bad("retentionHours", { retentionHours: "720" }, 'is "720"', "expected number"),
  bad("retentionHours", { retentionHours: 1.5 }, "is 1.5", "expected int"),
  bad("retentionHours", { retentionHours: NaN }, "is NaN", "expected number"),
  bad("retentionHours", { retentionHours: Infinity }, "is Infinity", "expected number"),
  bad("retentionHours", { retentionHours: 720n }, "is 720n", "expected number"),
  bad("retentionHours", { retentionHours: () => 720 }, "is a function", "expected number"),
  bad("blockActions", { blockActions: [] }, "is []", ">=1 items"),
  bad("blockActions.0", { blockActions: ["dns"] }, 'is "dns"', '"networkConnection"|"portProbe"'),
  bad("blockActions", { blockActions: ["portProbe", "portProbe"] }, "is [", "not name an action twice"),
  bad("allowlist.0", { allowlist: ["office"] }, 'is "office"', "an address or a CIDR"),
  bad("allowlist.0", { allowlist: ["0.0.0.0/0"] }, 'is "0.0.0.0/0"', "not all addresses"),
  bad("allowlist.0", { allowlist: ["::/0"] }, 'is "::/0"', "not all addresses"),
  bad(
    "allowlist",
    { allowlist: Array.from({ length: 200 }, (_, i) => `198.51.100.${i}/32`) },
    "is [",
    "2500 characters",
  ),
  bad("routing.severities", { routing: { severities: [] } }, "is []", ">=1 items"),
  bad("routing.severities.0", { routing: { severities: ["high"] } }, 'is "high"', '"HIGH"|"CRITICAL"'),
  bad("routing.severities", { routing: { severities: ["LOW", "LOW"] } }, "is [", "not name a severity twice"),
  bad("routing.ipv6", { routing: { ipv6: "yes" } }, 'is "yes"', "expected boolean"),
  bad("routing.portProbes", { routing: { portProbes: 1 } }, "is 1", "expected boolean"),
  bad("routing.openWorkflowOnly", { routing: { openWorkflowOnly: 1 } }, "is 1", "expected boolean"),
  bad("prune.schedule", { prune: { schedule: "hourly" } }, 'is "hourly"', "rate(…) or cron(…)"),
  bad("prune.schedule", { prune: { schedule: "at(2030-01-01T00:00:00)" } }, "is ", "rate(…) or cron(…)"),
  ...(
    [
      ["rate(0 hours)", "rate(…) or cron(…)"],
      ["rate(1 hours)", "must be rate(1 hour)"],
      ["rate(2 hour)", "must be rate(2 hours)"],
      ["cron()", "rate(…) or cron(…)"],
      ["cron(0 3 * * ?)", "must have six fields, each after one blank, and has 5"],
      ["cron(0  3 * * ? *)", "must have six fields, each after one blank, and has 7"],
      ["cron(0 3 * * * *)", 'must have one "?"'],
      ["cron(0 3 ? * ? *)", 'must have one "?"'],
      ["cron(60 3 * * ? *)", 'the minutes of a cron go from 0 to 59: "60" is not allowed'],
      ["cron(0-60 3 * * ? *)", 'go from 0 to 59: "0-60" is not allowed'],
      ["cron(*/0 3 * * ? *)", 'go from 0 to 59: "*/0" is not allowed'],
      ["cron(? 3 * * ? *)", 'go from 0 to 59: "?" is not allowed'],
      ["cron(0 0,24 * * ? *)", 'the hours of a cron go from 0 to 23: "24" is not allowed'],
      ["cron(0 3 32 * ? *)", 'the days of the month of a cron go from 1 to 31: "32" is not allowed'],
      ["cron(0 3 0 * ? *)", "go from 1 to 31"],
      ["cron(0 3 * 13 ? *)", "the months of a cron go from 1 to 12 or JAN to DEC"],
      ["cron(0 3 * JANUARY ? *)", "go from 1 to 12 or JAN to DEC"],
      ["cron(0 3 ? * 8 *)", "the days of the week of a cron go from 1 to 7 or SUN to SAT"],
      ["cron(0 3 ? * 0 *)", "go from 1 to 7 or SUN to SAT"],
      ["cron(0 3 * * ? 1969)", "the years of a cron go from 1970 to 2199"],
    ] as const
  ).map(([schedule, allowed]) => bad("prune.schedule", { prune: { schedule } }, `is "${schedule}"`, allowed)),
  bad("prune.pageHosts", { prune: { pageHosts: 1_001 } }, "is 1001", "<=1000"),
  bad("firewall.capacityUnits", { firewall: { capacityUnits: 30_001 } }, "is 30001", "<=30000"),
  bad("firewall.capacityUnits", { firewall: { capacityUnits: 2 } }, "is 2", ">=3"),
  bad("firewall.basePriority", { firewall: { basePriority: 0 } }, "is 0", ">=1"),
  bad("firewall.basePriority", { firewall: { basePriority: 65_532 } }, "is 65532", "<=65531"),
  bad("firewall.policy.name", { firewall: { policy: {} } }, "is not set", "expected string"),
  bad("firewall.policy.name", policy({ name: "my policy" }), 'is "my policy"', "a-z, A-Z, 0-9 and -"),
  bad(
    "firewall.policy.statelessDefaultActions.0",
    policy({ statelessDefaultActions: ["drop"] }),
    'is "drop"',
    '"aws:drop"',
  ),
  bad("firewall.policy.statelessDefaultActions", policy({ statelessDefaultActions: [] }), "is []", "1 items"),
  bad(
    "firewall.policy.statelessFragmentDefaultActions.0",
    policy({ statelessFragmentDefaultActions: ["x"] }),
    'is "x"',
    '"aws:drop"',
  ),
  bad("slack.webhookParameter", { slack: { webhookParameter: "hook" } }, 'is "hook"', "/sechub/slack-webhook-url"),
  bad("alarmEmail", { alarmEmail: "on-call" }, 'is "on-call"', "an e-mail address"),
  bad("logRetentionDays", { logRetentionDays: 8 }, "is 8", "1|3|5|7|14|30"),
  bad("kmsKeyArn", { kmsKeyArn: "alias/x" }, 'is "alias/x"', "ARN of a KMS key"),
  bad("kmsKeyArn", { region: "eu-west-1", kmsKeyArn: KEY_ARN }, `is "${KEY_ARN}"`, "the environment's own region"),
  bad("permissionsBoundaryArn", { permissionsBoundaryArn: "boundary" }, 'is "boundary"', "ARN of a managed policy"),
  bad("tags.Team", { tags: { Team: 1 } }, "is 1", "expected string"),
  bad("tags.Team", { tags: { Team: "${path.cwd}" } }, 'is "${path.cwd}"', "only letters, digits"),
  bad("tags.aws:owner", { tags: { "aws:owner": "x" } }, 'is named "aws:owner"', 'not start with "aws:"'),
  bad("tags.Project", { tags: { Project: "x" } }, 'is named "Project"', "are set for you"),
  bad("tags.environment", { tags: { environment: "x" } }, 'is named "environment"', "are set for you"),
  bad(
    "tags.team",
    { tags: { Team: "a", team: "b" } },
    'is "b"',
    'must differ from "Team" by more than upper and lower',
  ),
  bad("tags", { tags: tagsOf(49) }, "is {", "must be at most 48"),
  bad(
    "endpoints.dynamodb",
    { endpoints: { dynamodb: "https://example.com" } },
    'is "https://example.com"',
    "127.0.0.1",
  ),
  bad("endpoints.dynamodb", { endpoints: { dynamodb: "http://127.0.0.1.example.com" } }, "is ", "127.0.0.1"),
];

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
  "logRetentionDays",
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
    expect(refusal({ [setting]: true })).toContain(`staging.${setting} is true`);
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
