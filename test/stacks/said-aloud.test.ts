import { NOT_SHAPE } from "../../ops/plan/not-shape";
import { allResources, synth } from "../support/synth";

const templates = synth({ routing: { ipv6: true, portProbes: true, otherForms: true }, alarmEmail: "a@example.com" });
const attributesOf = (type: string) => allResources(templates, type).map(({ attributes }) => attributes);

/**
 * What the provider does not look at unless it is told: without these a change by hand stays, and neither plan nor drift
 * shows it twice. `npm run verify:deployed` changes them by hand with the real provider.
 */
describe("what AWS would fill in by itself is said", () => {
  it.each<[string, object]>([
    ["aws_cloudwatch_event_rule", { state: "ENABLED" }],
    ["aws_scheduler_schedule", { state: "ENABLED" }],
    ["aws_cloudwatch_metric_alarm", { actions_enabled: true }],
    ["aws_sfn_state_machine", { encryption_configuration: { type: "AWS_OWNED_KEY" } }],
    ["aws_sfn_state_machine", { logging_configuration: expect.objectContaining({ level: "ERROR" }) as object }],
    ["aws_sfn_state_machine", { tracing_configuration: { enabled: true } }],
    ["aws_lambda_function", { ephemeral_storage: { size: 512 }, tracing_config: { mode: "Active" } }],
    [
      "aws_lambda_function",
      {
        logging_config: expect.objectContaining({
          log_format: "JSON",
          application_log_level: "INFO",
          system_log_level: "INFO",
        }) as object,
      },
    ],
    ["aws_dynamodb_table", { stream_enabled: false }],
    ["aws_sns_topic", { signature_version: 1, tracing_config: "PassThrough" }],
    [
      "aws_sqs_queue",
      { kms_data_key_reuse_period_seconds: 300, redrive_allow_policy: '{"redrivePermission":"denyAll"}' },
    ],
  ])("in each %s: %j", (type, expected) => {
    const found = attributesOf(type);
    expect(found.length).toBeGreaterThan(0);
    for (const attributes of found) expect(attributes).toMatchObject(expected);
  });

  it("in each table: time to live, recovery, deletion protection, also where there is none", () => {
    for (const table of attributesOf("aws_dynamodb_table")) {
      expect(table["ttl"]).toEqual({
        attribute_name: expect.any(String) as string,
        enabled: expect.any(Boolean) as boolean,
      });
      expect(table["deletion_protection_enabled"]).toEqual(expect.any(Boolean));
      expect(table["point_in_time_recovery"]).toEqual(
        (table["point_in_time_recovery"] as { enabled: boolean }).enabled
          ? { enabled: true, recovery_period_in_days: 35 }
          : { enabled: false },
      );
    }
  });
});

describe("a role", () => {
  it("lets a deploy take away whatever else was given to a role by hand", () => {
    for (const { address } of allResources(templates, "aws_iam_role")) {
      const role = `\${aws_iam_role.${address}.name}`;
      const only = (type: string) =>
        allResources(templates, type)
          .map(({ attributes }) => attributes)
          .filter(({ role_name }) => role_name === role);
      expect(only("aws_iam_role_policies_exclusive")).toEqual([
        expect.objectContaining({ policy_names: [`\${aws_iam_role_policy.${address}_policy.name}`] }),
      ]);
      expect(only("aws_iam_role_policy_attachments_exclusive")).toEqual([expect.objectContaining({ policy_arns: [] })]);
    }
  });
});

describe("a copy that drift leaves out", () => {
  /** By the attribute, the resource of its own that holds it and that drift shows. */
  const HELD_BY: Readonly<Record<string, readonly [type: string, reference: string]>> = {
    "aws_iam_role.inline_policy": ["aws_iam_role_policies_exclusive", "role_name"],
    "aws_iam_role.managed_policy_arns": ["aws_iam_role_policy_attachments_exclusive", "role_name"],
    "aws_sns_topic.policy": ["aws_sns_topic_policy", "arn"],
    "aws_sqs_queue.policy": ["aws_sqs_queue_policy", "queue_url"],
  };
  const copies = Object.entries(NOT_SHAPE).flatMap(([type, names]) =>
    names.filter((name) => /polic/.test(name)).map((name) => `${type}.${name}`),
  );

  it("is known", () => {
    expect(copies.sort()).toEqual(Object.keys(HELD_BY).sort());
  });

  it.each(Object.entries(HELD_BY))("%s is held by a resource of its own", (copy, [holder, reference]) => {
    const [type = ""] = copy.split(".");
    const held = attributesOf(holder).map((attributes) => String(attributes[reference]));
    for (const { address } of allResources(templates, type)) {
      expect(held.some((text) => text.includes(`\${${type}.${address}.`))).toBe(true);
    }
  });
});
