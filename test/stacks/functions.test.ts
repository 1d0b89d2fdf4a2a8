import { bytesOf, CARRIED_MAX_BYTES } from "../../config/carried";
import { NEVER_BLOCK_TYPES } from "../../config/never-block-types";
import { addIpEnv } from "../../functions/add-ip-to-ddb/env";
import { FUNCTION_NAMES, type FunctionName } from "../../functions/contract/function-names";
import { getIpEnv } from "../../functions/get-ip-from-ddb/env";
import { removeIpEnv } from "../../functions/remove-ip-from-ddb/env";
import { sendFindingEnv } from "../../functions/send-gd-finding/env";
import { updateRuleGroupEnv } from "../../functions/update-nf-rg/env";
import { functionEndpoints } from "../../stacks/constructs/function-endpoints";
import { resource, resources, shortReferences, synth, type Templates } from "../support/synth";
import { loadConfig } from "../../config/load-config";
import type { ConfigInput } from "../../config/schema";

const CONTRACTS: Readonly<Record<FunctionName, { readonly names: readonly string[] }>> = {
  "add-ip-to-ddb": addIpEnv,
  "get-ip-from-ddb": getIpEnv,
  "remove-ip-from-ddb": removeIpEnv,
  "update-nf-rg": updateRuleGroupEnv,
  "send-gd-finding": sendFindingEnv,
};

const ENDPOINTS: ConfigInput = {
  endpoints: { dynamodb: "http://127.0.0.1:1", networkfirewall: "http://127.0.0.1:2", ssm: "http://127.0.0.1:3" },
};
const functionOf = ({ orchestration }: Templates, name: string) => resource(orchestration, "aws_lambda_function", name);
const variablesOf = (templates: Templates, name: string) =>
  (functionOf(templates, name)["environment"] as { readonly variables: Readonly<Record<string, string>> }).variables;

/** Every list at the limit that the config sets for them together, and names as long as can be. */
const own = CARRIED_MAX_BYTES - bytesOf(JSON.stringify(NEVER_BLOCK_TYPES)) - 330;
const LONG_HOSTS = ["a", "b", "c", "d", "e"].map((letter) => `${letter.repeat(48)}.${letter.repeat(51)}`);
const fullest = synth(
  {
    ...ENDPOINTS,
    prefix: "a".repeat(20),
    ownAddresses: Array.from({ length: Math.floor(own / 17) }, (_, index) => `203.0.113.${100 + (index % 100)}/32`),
    observeTypes: Array.from({ length: 4 }, (_, n) => ({ type: `UnauthorizedAccess:EC2/T${n}`, until: "2030-01-31" })),
    slack: { webhookParameter: `/${"a".repeat(199)}`, webhookHosts: LONG_HOSTS },
    notifications: {
      webhookHosts: LONG_HOSTS,
      webhookParameters: ["b", "c", "d"].map((letter) => `/${letter.repeat(199)}`),
      topicArn: `arn:aws:sns:us-west-2:111122223333:${"t".repeat(256)}`,
    },
  },
  "e".repeat(32),
);
/** A name or an ARN of ours in place of the reference to it. */
const deployed = (value: string) =>
  value.replace(/\$\{.*?\}/g, (reference) => "x".repeat(reference.includes("arn") ? 120 : 32));

const templates = synth();
const emulated = synth(ENDPOINTS);

describe.each(FUNCTION_NAMES)("%s", (name) => {
  it("gets the variables of its contract and no others", () => {
    expect(Object.keys(variablesOf(templates, name)).sort()).toEqual([...CONTRACTS[name].names].sort());
  });

  it("gets the addresses of an emulator beside them, when there is one", () => {
    expect(Object.keys(variablesOf(emulated, name)).sort()).toEqual(
      [
        ...CONTRACTS[name].names,
        "AWS_ENDPOINT_URL_DYNAMODB",
        "AWS_ENDPOINT_URL_NETWORK_FIREWALL",
        "AWS_ENDPOINT_URL_SSM",
      ].sort(),
    );
  });

  it("runs on Node 24, from its own zip, as its own role, into its own log group", () => {
    expect(functionOf(templates, name)).toMatchObject({
      function_name: `sechub-${name}`,
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      handler: "index.handler",
      filename: expect.stringMatching(new RegExp(`^assets/${name}_zip/[0-9A-F]{32}/${name}\\.zip$`)) as unknown,
      role: `\${aws_iam_role.${name}_role.arn}`,
      tracing_config: { mode: "Active" },
      logging_config: { log_format: "JSON", log_group: `\${aws_cloudwatch_log_group.${name}_logs.name}` },
    });
  });

  it("waits for its role's policy: a role without it may do nothing", () => {
    expect(functionOf(templates, name)["depends_on"]).toEqual([`aws_iam_role_policy.${name}_role_policy`]);
  });

  it("is given the log group that Lambda would make itself, so that deleting it leaves nothing behind", () => {
    expect(resource(templates.orchestration, "aws_cloudwatch_log_group", `${name}_logs`)).toMatchObject({
      name: `/aws/lambda/sechub-${name}`,
      retention_in_days: 90,
    });
  });

  it("stays within the 4 KB that Lambda allows for an environment, with the longest lists", () => {
    const variables = Object.entries(variablesOf(fullest, name)).map(([key, value]) => [key, deployed(value)]);
    expect(Buffer.byteLength(JSON.stringify(Object.fromEntries(variables)))).toBeLessThan(4_096);
  });
});

describe("the environment", () => {
  const given: ConfigInput = {
    mode: "observe",
    retentionHours: 24,
    returning: { factor: 1.5, ceilingHours: 100, memoryDays: 30 },
    blockActions: ["awsApiCall"],
    blockFrom: {
      severity: "HIGH",
      types: ["Recon:", "Trojan:"],
      accounts: ["111122223333", "222233334444"],
      regions: ["us-west-2", "eu-west-1"],
      products: ["arn:aws:securityhub:us-west-2:111122223333:product/111122223333/default"],
    },
    neverBlockTypes: [{ type: "Recon:EC2/Portscan", role: "ACTOR", because: "it is the victim" }],
    observeTypes: [{ type: "Trojan:", until: "2030-01-31" }],
    ownAddresses: ["203.0.113.7"],
    allowlist: ["192.0.2.0/24", "2001:db8::/32"],
    prune: { pageHosts: 70 },
    firewall: { basePriority: 9 },
    slack: { webhookParameter: "/team/hook", webhookHosts: ["hooks.slack.com"] },
    notifications: {
      perMinute: 5,
      // Slack's own, named again, gets no message twice.
      webhookParameters: ["/team/mattermost", "/team/hook", "/team/rocket"],
      webhookHosts: ["chat.example.com", "rocket.example.com"],
      topicArn: "arn:aws:sns:us-east-1:222233334444:security",
    },
    prefix: "acme",
  };
  const configured = synth(given, "staging");

  it.each<[FunctionName, Readonly<Record<string, string>>]>([
    [
      "add-ip-to-ddb",
      {
        ENVIRONMENT_NAME: "staging",
        BLOCKLIST_TABLE: "<aws_dynamodb_table_blocklist_name>",
        MEMORY_TABLE: "<aws_dynamodb_table_memory_name>",
        RETENTION_HOURS: "24",
        RETURN_FACTOR: "1.5",
        CEILING_HOURS: "100",
        ALLOWLIST: "192.0.2.0/24,2001:db8::/32",
        OWN_ADDRESSES: "203.0.113.7",
        BLOCK_ACTIONS: "awsApiCall",
        BLOCK_FROM_SEVERITY: "HIGH",
        BLOCK_FROM_TYPES: "Recon:,Trojan:",
        BLOCK_FROM_ACCOUNTS: "111122223333,222233334444",
        BLOCK_FROM_REGIONS: "us-west-2,eu-west-1",
        BLOCK_FROM_PRODUCTS: "arn:aws:securityhub:us-west-2:111122223333:product/111122223333/default",
        PARTITION: "aws",
        NEVER_BLOCK_TYPES: '[{"type":"Recon:EC2/Portscan","role":"ACTOR","because":"it is the victim"}]',
      },
    ],
    [
      "get-ip-from-ddb",
      { ENVIRONMENT_NAME: "staging", BLOCKLIST_TABLE: "<aws_dynamodb_table_blocklist_name>", PAGE_HOSTS: "70" },
    ],
    [
      "remove-ip-from-ddb",
      {
        ENVIRONMENT_NAME: "staging",
        BLOCKLIST_TABLE: "<aws_dynamodb_table_blocklist_name>",
        MEMORY_TABLE: "<aws_dynamodb_table_memory_name>",
        MEMORY_DAYS: "30",
      },
    ],
    [
      "update-nf-rg",
      {
        ENVIRONMENT_NAME: "staging",
        BLOCKLIST_TABLE: "<aws_dynamodb_table_blocklist_name>",
        LEASE_TABLE: "<aws_dynamodb_table_lease_name>",
        RULE_GROUP_ARN: "<aws_networkfirewall_rule_group_rule-group_arn>",
        MANAGED_ACTION: "acmeblocklist",
        METRIC_DIMENSION: "acme",
        BASE_PRIORITY: "9",
        ALLOWLIST: "192.0.2.0/24,2001:db8::/32",
        OWN_ADDRESSES: "203.0.113.7",
        OBSERVE_TYPES: '[{"type":"Trojan:","until":"2030-01-31"}]',
        NEVER_BLOCK_TYPES: '[{"type":"Recon:EC2/Portscan","role":"ACTOR","because":"it is the victim"}]',
        MODE: "observe",
      },
    ],
    [
      "send-gd-finding",
      {
        ENVIRONMENT_NAME: "staging",
        NOTIFIED_TABLE: "<aws_dynamodb_table_notified_name>",
        WEBHOOK_PARAMETER: "/team/hook",
        WEBHOOK_PARAMETERS: "/team/mattermost,/team/rocket",
        SLACK_HOSTS: "hooks.slack.com",
        WEBHOOK_HOSTS: "chat.example.com,rocket.example.com",
        TOPIC_ARN: "arn:aws:sns:us-east-1:222233334444:security",
        MESSAGES_PER_MINUTE: "5",
        MESSAGE_SPACING_MS: "1000",
        MODE: "observe",
      },
    ],
  ])("of %s is what the config says", (name, expected) => {
    const variables = Object.entries(variablesOf(configured, name)).map(([key, value]) => [
      key,
      shortReferences(value),
    ]);
    expect(Object.fromEntries(variables)).toEqual(expected);
  });

  it("can be read by the function's own contract", () => {
    for (const name of FUNCTION_NAMES) {
      const contract = CONTRACTS[name] as { readonly read?: (environment: Record<string, string>) => unknown };
      expect(contract.read?.(variablesOf(configured, name))).toBeDefined();
    }
  });

  it("names the prefix's own parameter unless the config names another", () => {
    expect(variablesOf(synth({ prefix: "acme" }), "send-gd-finding")["WEBHOOK_PARAMETER"]).toBe(
      "/acme/slack-webhook-url",
    );
  });

  it("leads only the services that the functions call to an emulator, and only those that it serves", () => {
    const config = loadConfig("test", { test: { endpoints: { ssm: "http://127.0.0.1:3", s3: "http://127.0.0.1:4" } } });
    expect(functionEndpoints(config)).toEqual({ AWS_ENDPOINT_URL_SSM: "http://127.0.0.1:3" });
  });
});

describe("log groups", () => {
  it("are one for each function and state machine, with the config's retention", () => {
    const groups = Object.values(resources(synth({ logRetentionDays: 365 }).orchestration, "aws_cloudwatch_log_group"));
    expect(groups).toHaveLength(8);
    expect(groups.map((group) => group["retention_in_days"])).toEqual(Array(8).fill(365));
  });
});
