type Values = Readonly<Record<string, unknown>>;

/** A mistake put into a resource as it is synthesized, and the checks that must find it. */
export interface Plant {
  readonly type: string;
  readonly mistake: string;
  /** Attributes in place of the synthesized ones; undefined takes one away. */
  readonly attributes: Values;
  readonly found: readonly string[];
}

const policy = (...statements: readonly object[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements.map((each) => ({ Effect: "Allow", ...each })) });
const ANOTHER_ACCOUNT = { AWS: "arn:aws:iam::444455556666:root" };
const anyone = (action: string) => policy({ Principal: "*", Action: action, Resource: "*" });
const onEverything = (...actions: readonly string[]) => policy({ Action: actions, Resource: ["*"] });

const rolePolicy = (mistake: string, document: string, ...found: readonly string[]): Plant => ({
  type: "aws_iam_role_policy",
  mistake,
  attributes: { policy: document },
  found,
});
const trust = (mistake: string, Principal: object, ...found: readonly string[]): Plant => ({
  type: "aws_iam_role",
  mistake,
  attributes: { assume_role_policy: policy({ Principal, Action: "sts:AssumeRole" }) },
  found,
});

/** AWS's documentation has this one: it opens nothing. */
export const EXAMPLE_ACCESS_KEY = "AKIAIOSFODNN7EXAMPLE";
export const EXAMPLE_SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

/**
 * A check that passes shows little unless it can fail. These are scanned along with each run: one that is not found, or a
 * check that passes somewhere and has no plant here, fails the run.
 */
export const PLANTS: readonly Plant[] = [
  {
    type: "aws_dynamodb_table",
    mistake: "no-key-and-no-recovery",
    attributes: { server_side_encryption: undefined, point_in_time_recovery: { enabled: false } },
    found: ["CKV_AWS_119", "CKV_AWS_28"],
  },
  {
    type: "aws_dynamodb_table",
    mistake: "capacity-by-hand",
    attributes: { billing_mode: "PROVISIONED" },
    found: ["CKV2_AWS_16"],
  },
  { type: "aws_sns_topic", mistake: "no-key", attributes: { kms_master_key_id: undefined }, found: ["CKV_AWS_26"] },
  {
    type: "aws_sns_topic_policy",
    mistake: "for-anyone",
    attributes: { policy: anyone("sns:Publish") },
    found: ["CKV_AWS_169"],
  },
  {
    type: "aws_sns_topic_policy",
    mistake: "for-another-account",
    attributes: { policy: policy({ Principal: ANOTHER_ACCOUNT, Action: "sns:Publish", Resource: "*" }) },
    found: ["CKV_AWS_385"],
  },
  { type: "aws_sqs_queue", mistake: "no-key", attributes: { kms_master_key_id: undefined }, found: ["CKV_AWS_27"] },
  {
    type: "aws_sqs_queue",
    mistake: "key-of-aws",
    attributes: { kms_master_key_id: "alias/aws/sqs" },
    found: ["CKV2_AWS_73"],
  },
  {
    type: "aws_sqs_queue_policy",
    mistake: "for-anyone",
    attributes: { policy: anyone("*") },
    found: ["CKV_AWS_168", "CKV_AWS_387", "CKV_AWS_72"],
  },
  {
    type: "aws_cloudwatch_log_group",
    mistake: "no-key-no-end",
    attributes: { kms_key_id: undefined, retention_in_days: undefined },
    found: ["CKV_AWS_158", "CKV_AWS_66", "CKV_AWS_338"],
  },
  {
    type: "aws_cloudwatch_metric_alarm",
    mistake: "no-actions",
    attributes: { actions_enabled: false },
    found: ["CKV_AWS_319"],
  },
  {
    type: "aws_lambda_function",
    mistake: "old-and-with-a-secret",
    attributes: {
      kms_key_arn: undefined,
      runtime: "nodejs16.x",
      tracing_config: undefined,
      environment: { variables: { KEY: EXAMPLE_ACCESS_KEY, SECRET: EXAMPLE_SECRET_KEY } },
    },
    found: ["CKV_AWS_173", "CKV_AWS_363", "CKV_AWS_45", "CKV_AWS_50"],
  },
  {
    type: "aws_sfn_state_machine",
    mistake: "no-tracing",
    attributes: { tracing_configuration: undefined },
    found: ["CKV_AWS_284"],
  },
  { type: "aws_scheduler_schedule", mistake: "no-key", attributes: { kms_key_arn: undefined }, found: ["CKV_AWS_297"] },
  {
    type: "aws_networkfirewall_rule_group",
    mistake: "no-key",
    attributes: { encryption_configuration: undefined },
    found: ["CKV_AWS_345"],
  },
  {
    type: "aws_networkfirewall_firewall_policy",
    mistake: "no-key",
    attributes: { encryption_configuration: undefined },
    found: ["CKV_AWS_346"],
  },
  rolePolicy("all", onEverything("*"), "CKV_AWS_62", "CKV_AWS_63", "CKV2_AWS_40"),
  rolePolicy("rise", onEverything("iam:CreateAccessKey", "iam:AttachRolePolicy"), "CKV_AWS_286", "CKV_AWS_289"),
  rolePolicy("credentials", onEverything("sts:AssumeRole"), "CKV_AWS_287"),
  rolePolicy("secrets", onEverything("secretsmanager:GetSecretValue", "s3:GetObject"), "CKV_AWS_288"),
  rolePolicy("any-table", onEverything("dynamodb:PutItem"), "CKV_AWS_290", "CKV_AWS_355"),
  trust("anyone", { AWS: "*" }, "CKV_AWS_60"),
  trust("another-account", ANOTHER_ACCOUNT, "CKV_AWS_61"),
  trust(
    "any-workflow",
    { Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
    "CKV_AWS_393",
  ),
  {
    type: "aws_iam_role",
    mistake: "administrator",
    attributes: { managed_policy_arns: ["arn:aws:iam::aws:policy/AdministratorAccess"] },
    found: ["CKV_AWS_274"],
  },
  {
    type: "aws_iam_role",
    mistake: "administrator-of-iam",
    attributes: { managed_policy_arns: ["arn:aws:iam::aws:policy/IAMFullAccess"] },
    found: ["CKV2_AWS_56"],
  },
  {
    type: "aws_s3_bucket",
    mistake: "bare",
    attributes: {},
    found: ["CKV2_AWS_6", "CKV2_AWS_61", "CKV_AWS_145", "CKV_AWS_21"],
  },
  {
    type: "aws_s3_bucket",
    mistake: "badly-encrypted",
    attributes: {
      server_side_encryption_configuration: {
        rule: { apply_server_side_encryption_by_default: { sse_algorithm: "DES" } },
      },
    },
    found: ["CKV_AWS_19"],
  },
  {
    type: "aws_s3_bucket",
    mistake: "for-anyone",
    attributes: { acl: "public-read-write" },
    found: ["CKV_AWS_20", "CKV_AWS_57"],
  },
  {
    type: "aws_s3_bucket_policy",
    mistake: "for-anyone",
    attributes: { policy: anyone("s3:GetObject") },
    found: ["CKV_AWS_70"],
  },
  {
    type: "aws_s3_bucket_policy",
    mistake: "for-nobody",
    attributes: {
      policy: JSON.stringify({ Statement: [{ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*" }] }),
    },
    found: ["CKV_AWS_93"],
  },
  {
    type: "aws_s3_bucket_public_access_block",
    mistake: "open",
    attributes: {
      block_public_acls: false,
      block_public_policy: false,
      ignore_public_acls: false,
      restrict_public_buckets: false,
    },
    found: ["CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56"],
  },
  {
    type: "aws_s3_bucket_ownership_controls",
    mistake: "by-list",
    attributes: { rule: { object_ownership: "ObjectWriter" } },
    found: ["CKV2_AWS_65"],
  },
  {
    type: "aws_s3_bucket_lifecycle_configuration",
    mistake: "unfinished-uploads-stay",
    attributes: { rule: [{ id: "all", status: "Enabled", expiration: [{ days: 1 }] }] },
    found: ["CKV_AWS_300"],
  },
];

/** What passes and cannot fail here, with the reason. */
export const WITHOUT_PLANT: Readonly<Record<string, string>> = {
  CKV2_AWS_75: "asks about the URL of a function, and no function has one",
};
