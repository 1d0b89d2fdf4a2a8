import { PERMANENT_ERRORS, RETRYABLE_ERRORS, type ErrorCode } from "../contract/errors";

/**
 * What the one who reads the message does about each of our codes; docs/errors.md says more. "Run again" is a new
 * execution with the same input: a redrive of one that ended in Fail enters Fail again.
 * https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
 */
const BY_CODE: Readonly<Record<ErrorCode, string>> = {
  FIREWALL_BUSY:
    "Others changed the rule group all the while. Nothing is lost: the next reconcile blocks the hosts. If it stays, look for who else updates the group.",
  FIREWALL_UNAVAILABLE:
    "Network Firewall did not answer. Nothing is lost: the next reconcile blocks the hosts. If it stays, look at the AWS Health Dashboard.",
  TABLE_UNAVAILABLE: "DynamoDB did not answer. Run the execution again; if it stays, look at the AWS Health Dashboard.",
  SLACK_UNAVAILABLE:
    "Slack did not take a message, the block itself is kept. Look at slack-status.com, then run the execution again.",
  TOPIC_UNAVAILABLE: "SNS did not take a message, the block itself is kept. Run the execution again.",
  PARAMETER_UNAVAILABLE: "Parameter Store did not answer, the block itself is kept. Run the execution again.",
  ENV_INVALID:
    "The function is deployed with a wrong environment. Deploy the stacks again, then run the execution again.",
  EVENT_INVALID: "The input is not a finding's event. Look at the execution's input and at who started it.",
  RULE_GROUP_UNUSABLE: "The rule group is missing or cannot be written. Run a plan of the shared stack, and deploy it.",
  PRIORITY_TAKEN:
    "A foreign rule sits on a priority of ours: move it, or change the base priority in the config. Then run the execution again.",
  FIREWALL_REFUSED:
    "Network Firewall refused the request; its message says why. Correct it, then run the execution again.",
  TABLE_REFUSED:
    "DynamoDB refused the request. Look at the table and at the function's role, then run the execution again.",
  SLACK_REFUSED: "Slack refused a message for good. Look at the webhook and its channel, then run the execution again.",
  TOPIC_REFUSED:
    "SNS refused a message for good. Look at the topic, its policy and its key's policy, then run the execution again.",
  WEBHOOK_UNUSABLE: "Put the webhook URL into its parameter (SecureString), then run the execution again.",
};

/** Errors of Step Functions and Lambda themselves. */
const BY_SERVICE_ERROR: Readonly<Record<string, string>> = {
  "States.Timeout":
    "A state took longer than its TimeoutSeconds. Look at the function's log, then run the execution again.",
  "States.Permissions":
    "The state machine's role may not call the function. Deploy the stacks again, then run the execution again.",
  "States.DataLimitExceeded": "The state's payload is over 256 KiB. Look at the execution's input.",
};

const ANY =
  "Open the execution, look at the state that failed and at the function's log, then run the execution again.";

/** What to do about an error, by its code; a general step for one that is not known. */
export function nextStep(error: string): string {
  const code = [...RETRYABLE_ERRORS, ...PERMANENT_ERRORS].find((known) => known === error);
  if (code !== undefined) return BY_CODE[code];
  return (Object.hasOwn(BY_SERVICE_ERROR, error) ? BY_SERVICE_ERROR[error] : undefined) ?? ANY;
}
