/**
 * Error codes: wire values. The same text is the error's name, the `ErrorEquals` of the state machines,
 * the code in the log and the row in docs/errors.md. A literal, because minifying renames classes.
 */
export const RETRYABLE_ERRORS = [
  /** The rule group changed between read and update, more often than one invocation could follow. */
  "FIREWALL_BUSY",
  /** Network Firewall throttled, failed inside or did not answer. */
  "FIREWALL_UNAVAILABLE",
  /** DynamoDB throttled, failed inside or did not answer. */
  "TABLE_UNAVAILABLE",
  /** Slack asked to wait, failed inside or did not answer. */
  "SLACK_UNAVAILABLE",
  /** SNS throttled, failed inside or did not answer. */
  "TOPIC_UNAVAILABLE",
  /** Parameter Store throttled, failed inside or did not answer. */
  "PARAMETER_UNAVAILABLE",
  /** A variable of the function is missing or malformed: for good, or while a deploy changes environment and code. */
  "ENV_INVALID",
] as const;

export const PERMANENT_ERRORS = [
  /** The input is not what the contract says: not an event, no findings. */
  "EVENT_INVALID",
  /** The rule group is not there, or is not one that this function can write. */
  "RULE_GROUP_UNUSABLE",
  /** A rule that we did not write sits on a priority of ours. */
  "PRIORITY_TAKEN",
  /** Others have as many custom actions in the rule group as it takes. */
  "ACTIONS_TAKEN",
  /** Network Firewall may not use the rule group's KMS key for its caller. */
  "KEY_REFUSED",
  /** The firewall refuses the request (its message says why). */
  "FIREWALL_REFUSED",
  /** DynamoDB refuses the request (missing table, missing permission). */
  "TABLE_REFUSED",
  /** Slack refuses the message for good: webhook revoked, channel gone. */
  "SLACK_REFUSED",
  /** SNS refuses the message for good: the topic is gone, or its policy or key does not allow it. */
  "TOPIC_REFUSED",
  /** The webhook parameter is missing, empty or not an allowed URL. */
  "WEBHOOK_UNUSABLE",
] as const;

export type ErrorCode = (typeof RETRYABLE_ERRORS)[number] | (typeof PERMANENT_ERRORS)[number];

/** Errors of the rule group hit every finding in the same way, until a reconcile succeeds: these may pass by themselves. */
export const OUTAGE_ERRORS: readonly string[] = ["FIREWALL_BUSY", "FIREWALL_UNAVAILABLE"] satisfies ErrorCode[];
/** And for these a person must act. */
export const RULE_GROUP_ERRORS: readonly string[] = [
  "ACTIONS_TAKEN",
  "FIREWALL_REFUSED",
  "KEY_REFUSED",
  "PRIORITY_TAKEN",
  "RULE_GROUP_UNUSABLE",
] satisfies ErrorCode[];
