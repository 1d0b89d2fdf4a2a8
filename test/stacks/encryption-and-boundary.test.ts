import { allResources, BOUNDARY_ARN, KEY_ARN, resource, statements, synth, type IamStatement } from "../support/synth";

const policy = { firewall: { policy: { name: "edge" } } };
const encrypted = synth({ ...policy, kmsKeyArn: KEY_ARN, accountIds: ["111122223333"] });
const plain = synth(policy);

/** Resources that can be encrypted by a key of ours, and the attribute that takes it. */
const ENCRYPTED: Readonly<Record<string, object>> = {
  aws_dynamodb_table: { server_side_encryption: { enabled: true, kms_key_arn: KEY_ARN } },
  aws_networkfirewall_rule_group: { encryption_configuration: { type: "CUSTOMER_KMS", key_id: KEY_ARN } },
  aws_networkfirewall_firewall_policy: { encryption_configuration: { type: "CUSTOMER_KMS", key_id: KEY_ARN } },
  aws_sns_topic: { kms_master_key_id: KEY_ARN },
  aws_sqs_queue: { kms_master_key_id: KEY_ARN },
  aws_cloudwatch_log_group: { kms_key_id: KEY_ARN },
  aws_lambda_function: { kms_key_arn: KEY_ARN },
  // Without the reuse period AWS fills it in, and every plan would show a change (I5).
  aws_sfn_state_machine: {
    encryption_configuration: {
      type: "CUSTOMER_MANAGED_KMS_KEY",
      kms_key_id: KEY_ARN,
      kms_data_key_reuse_period_seconds: 300,
    },
  },
  aws_scheduler_schedule: { kms_key_arn: KEY_ARN },
};

/** These store nothing of ours that a key could encrypt. */
const NOTHING_TO_ENCRYPT = [
  "aws_cloudwatch_dashboard",
  "aws_cloudwatch_event_rule",
  "aws_cloudwatch_event_target",
  "aws_cloudwatch_metric_alarm",
  "aws_iam_role",
  "aws_iam_role_policies_exclusive",
  "aws_iam_role_policy",
  "aws_iam_role_policy_attachments_exclusive",
  "aws_scheduler_schedule_group",
  "aws_sns_topic_policy",
  "aws_sqs_queue_policy",
];

describe("a customer-managed key", () => {
  it.each(allResources(encrypted).filter(({ type }) => type in ENCRYPTED))(
    "encrypts $type.$address",
    ({ type, attributes }) => {
      expect(attributes).toMatchObject(ENCRYPTED[type] ?? {});
    },
  );

  it("reaches every type of resource that there is, but those that store nothing", () => {
    const types = new Set(allResources(encrypted).map(({ type }) => type));
    expect([...types].sort()).toEqual([...Object.keys(ENCRYPTED), ...NOTHING_TO_ENCRYPT].sort());
  });

  it("takes the place of the queue's own encryption: SQS refuses both", () => {
    expect(resource(encrypted.routing, "aws_sqs_queue", "dead-letters")).not.toHaveProperty("sqs_managed_sse_enabled");
  });

  it("is nowhere without one", () => {
    // What AWS fills in by itself is said too, so that a change by hand is seen: it names no key.
    expect(JSON.stringify(plain).replaceAll('"kms_data_key_reuse_period_seconds":300', "")).not.toMatch(/kms/i);
    const encryption = allResources(plain).flatMap(({ attributes }) => attributes["encryption_configuration"] ?? []);
    expect(encryption).toEqual(Array(3).fill({ type: "AWS_OWNED_KEY" }));
  });
});

describe("who may use the key", () => {
  const useOf = (address: string): readonly IamStatement[] => {
    const found = allResources(encrypted, "aws_iam_role_policy").find(
      (placed) => placed.address === `${address}_policy`,
    );
    return statements(found?.attributes["policy"]).filter(({ Action }) =>
      [Action].flat().some((call) => call.startsWith("kms:")),
    );
  };
  const READ = ["kms:Decrypt", "kms:DescribeKey"];
  const WRITE = [
    ...READ,
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
  ];
  const by = (service: string) => ({ StringEquals: { "kms:ViaService": `${service}.us-west-2.amazonaws.com` } });
  const use = (Action: readonly string[], Condition?: object) => ({
    Effect: "Allow",
    Action,
    Resource: [KEY_ARN],
    ...(Condition && { Condition }),
  });
  const machine = (name: string) => [
    use(["kms:Decrypt", "kms:GenerateDataKey"], {
      StringEquals: {
        "kms:EncryptionContext:aws:states:stateMachineArn": `arn:aws:states:us-west-2:111122223333:stateMachine:sechub-${name}`,
      },
    }),
    use(["kms:GenerateDataKey"], {
      StringLike: { "kms:EncryptionContext:SourceArn": "arn:aws:logs:us-west-2:111122223333:*" },
    }),
  ];

  it.each([
    ["add-ip-to-ddb_role", [use(WRITE, by("dynamodb"))]],
    ["get-ip-from-ddb_role", [use(READ, by("dynamodb"))]],
    ["remove-ip-from-ddb_role", [use(WRITE, by("dynamodb"))]],
    [
      "update-nf-rg_role",
      [
        use(WRITE, by("dynamodb")),
        use([...READ, "kms:GenerateDataKey"], by("network-firewall")),
        use(["kms:CreateGrant"], { ...by("network-firewall"), Bool: { "kms:GrantIsForAWSResource": "true" } }),
      ],
    ],
    ["send-gd-finding_role", [use(WRITE, by("dynamodb")), use(["kms:Decrypt"], by("ssm"))]],
    ["record-ip_role", machine("record-ip")],
    ["send-findings_role", machine("send-findings")],
    ["prune-ip_role", machine("prune-ip")],
    ["events-role", []],
    ["prune_role", [use(["kms:Decrypt", "kms:GenerateDataKey"])]],
  ])("%s: only through the service that it uses", (role, expected) => {
    expect(useOf(role)).toEqual(expected);
  });
});

describe("a permissions boundary", () => {
  it("bounds every role", () => {
    const roles = allResources(synth({ permissionsBoundaryArn: BOUNDARY_ARN }), "aws_iam_role");
    expect(roles).toHaveLength(10);
    expect(roles.filter(({ attributes }) => attributes["permissions_boundary"] !== BOUNDARY_ARN)).toEqual([]);
  });

  it("is on none without one", () => {
    expect(JSON.stringify(plain)).not.toContain("permissions_boundary");
  });
});
