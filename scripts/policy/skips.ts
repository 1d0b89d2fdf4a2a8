/** Settings of the config that name a key of the customer's. */
export type KeySetting = "kmsKeyArn" | "backend.kmsKeyArn";

/** A check that fails on purpose. */
export interface Skip {
  readonly check: string;
  /** Addresses, such as aws_dynamodb_table.lease; `*` stands for any name. */
  readonly resources: readonly string[];
  /** It concerns keys: an environment with this setting must pass. */
  readonly endsWith?: KeySetting;
  readonly because: string;
}

const OWNED_BY_AWS =
  "it is encrypted by a key that AWS owns and rotates; kmsKeyArn in the config puts it under a customer-managed key";

const withoutKey = (check: string, resource: string, because = OWNED_BY_AWS): Skip => ({
  check,
  resources: [resource],
  endsWith: "kmsKeyArn",
  because,
});

const onPurpose = (check: string, resources: readonly string[], because: string): Skip => ({
  check,
  resources,
  because,
});

/** Every check that may fail, where and why. One that fails nowhere any more must go. */
export const SKIPS: readonly Skip[] = [
  withoutKey("CKV_AWS_119", "aws_dynamodb_table.*"),
  withoutKey("CKV_AWS_158", "aws_cloudwatch_log_group.*"),
  withoutKey("CKV_AWS_173", "aws_lambda_function.*"),
  withoutKey("CKV_AWS_297", "aws_scheduler_schedule.prune"),
  withoutKey("CKV_AWS_345", "aws_networkfirewall_rule_group.rule-group"),
  withoutKey("CKV_AWS_346", "aws_networkfirewall_firewall_policy.rule-group_policy"),
  withoutKey(
    "CKV_AWS_26",
    "aws_sns_topic.alarms",
    "the one key that AWS offers for a topic, alias/aws/sns, cannot be used by CloudWatch: no alarm would be heard. " +
      "An alarm names metrics and no finding; kmsKeyArn in the config puts the topic under a customer-managed key",
  ),
  {
    check: "CKV_AWS_145",
    resources: ["aws_s3_bucket.state"],
    endsWith: "backend.kmsKeyArn",
    because: "it is encrypted by keys of S3's own (AES256); backend.kmsKeyArn puts it under a customer-managed key",
  },

  onPurpose(
    "CKV_AWS_28",
    ["aws_dynamodb_table.lease", "aws_dynamodb_table.notified"],
    "whose turn it is, for seconds, and what was told already. Of an earlier moment both are wrong: a turn that nobody " +
      "has, and messages that would be told once more. Empty costs no more than that, and no block is in them",
  ),
  onPurpose(
    "CKV_AWS_115",
    ["aws_lambda_function.*"],
    "reserved concurrency would throttle them when findings are many, which is when they are needed. What must not happen " +
      "twice at once is kept apart by lease and update token (ADR 6), and Slack by the spacing of messages",
  ),
  onPurpose(
    "CKV_AWS_116",
    ["aws_lambda_function.*"],
    "Lambda's dead-letter queue takes asynchronous invocations only, and nothing makes one: Step Functions waits for each " +
      "answer, and an execution that fails rings an alarm",
  ),
  onPurpose(
    "CKV_AWS_117",
    ["aws_lambda_function.*"],
    "they call AWS and the webhook, and nothing in a VPC. In one, their way out could lead through the firewall that they " +
      "change: a wrong rule would cut off what repairs it",
  ),
  onPurpose(
    "CKV_AWS_272",
    ["aws_lambda_function.*"],
    "the zips are built from the commit, the same bytes everywhere, and their hash is in the plan that is reviewed. " +
      "Whoever may apply another zip may also take a code signing configuration away",
  ),
  onPurpose(
    "CKV_AWS_285",
    ["aws_sfn_state_machine.*"],
    "execution data are findings and messages: errors are logged without them, and the history of an execution is kept " +
      "by Step Functions itself, for 90 days",
  ),
  onPurpose(
    "CKV_AWS_338",
    ["aws_cloudwatch_log_group.*"],
    "how long addresses are kept in logs is the owner's to say: logRetentionDays in the config, 90 unless it is set",
  ),
  onPurpose(
    "CKV_AWS_18",
    ["aws_s3_bucket.state"],
    "access logs need a second bucket, with questions of its own; who read a state is what CloudTrail's data events " +
      "tell, which are a setting of the account",
  ),
  onPurpose(
    "CKV_AWS_144",
    ["aws_s3_bucket.state"],
    "a state describes resources of one region and is of no use without it; a state that was overwritten or deleted is " +
      "among the versions that are kept",
  ),
  onPurpose("CKV2_AWS_62", ["aws_s3_bucket.state"], "nothing acts on a state that was written: no one would listen"),
];
