/** What Terraform knows it keeps in its state: it knows the names of the parameters, and nothing that is in them. */
import type { ConfigInput } from "../../../config/schema";
import { environments } from "../../../config/environments";
import { allResources, KEY_ARN, STACK_NAMES, synth, type Templates } from "../../support/synth";
import { leaksIn } from "./leaks";

const URL_OF_SOMEBODY = "https://hooks.slack.com/services/T0123ABCD/B0123ABCD/0123456789abcdefABCDEFgh";

const CONFIGS: Readonly<Record<string, ConfigInput>> = {
  ...environments,
  "with every channel": {
    kmsKeyArn: KEY_ARN,
    slack: { webhookParameter: "/team/hook", webhookHosts: ["hooks.slack.com"] },
    notifications: {
      webhookParameters: ["/team/mattermost"],
      webhookHosts: ["chat.example.com"],
      topicArn: "arn:aws:sns:us-west-2:111122223333:security",
    },
    alarmEmail: "security@example.com",
  },
};

/** Types whose values are secrets, as resources and as data sources: what they hold or read is in state in clear text. */
const HOLDS_SECRETS = /ssm_parameter|secretsmanager|secret_version|kms_secrets|random_password|external|http$/;

const everyType = (templates: Templates) =>
  STACK_NAMES.flatMap((stack) => [
    ...Object.keys(templates[stack].resource),
    ...Object.keys(templates[stack].data ?? {}),
  ]);

describe.each(Object.entries(CONFIGS))("%s", (environment, given) => {
  const before = process.env["SLACK_WEBHOOK_URL"];
  process.env["SLACK_WEBHOOK_URL"] = URL_OF_SOMEBODY;
  const templates = synth(given, /^[a-z]+$/.test(environment) ? environment : "test");
  if (before === undefined) delete process.env["SLACK_WEBHOOK_URL"];
  else process.env["SLACK_WEBHOOK_URL"] = before;

  it("has no resource and no data source that would put a secret into state", () => {
    expect(everyType(templates)).toContain("aws_lambda_function");
    expect(everyType(templates).filter((type) => HOLDS_SECRETS.test(type))).toEqual([]);
  });

  it("has no URL of a webhook, also when the shell that synthesizes has one", () => {
    const all = JSON.stringify(templates);
    expect(leaksIn({ all }, URL_OF_SOMEBODY)).toEqual([]);
    expect(all).not.toMatch(/https?:\/\/[^"\\]*\/services\//);
    expect(all).toContain("WEBHOOK_PARAMETER");
  });

  it("gives the functions names and hosts, and no URL but an emulator's", () => {
    const values = allResources(templates, "aws_lambda_function").flatMap(({ attributes }) =>
      Object.entries((attributes["environment"] as { variables: Record<string, string> }).variables),
    );
    const urls = values.filter(([name, value]) => value.includes("://") && !name.startsWith("AWS_ENDPOINT_URL"));
    expect(values.length).toBeGreaterThan(20);
    expect(urls).toEqual([]);
  });

  it("logs executions without their data", () => {
    for (const { attributes } of allResources(templates, "aws_sfn_state_machine"))
      expect(attributes["logging_configuration"]).toMatchObject({ include_execution_data: false });
  });
});
