import { PERMANENT_ERRORS, RETRYABLE_ERRORS, type ErrorCode } from "../contract/errors";

/** What the one who reads the message does about each of our codes; docs/errors.md says more. */
const BY_CODE: Readonly<Record<ErrorCode, string>> = {
  FIREWALL_BUSY:
    "Others changed the rule group all the while. Nothing is lost: the next reconcile blocks the hosts. If it stays, look for who else updates the group.",
  FIREWALL_UNAVAILABLE:
    "Network Firewall did not answer. Nothing is lost: the next reconcile blocks the hosts. If it stays, look at the AWS Health Dashboard.",
  TABLE_UNAVAILABLE: "DynamoDB did not answer. Redrive the execution; if it stays, look at the AWS Health Dashboard.",
  SLACK_UNAVAILABLE:
    "Slack did not take a message, the block itself is kept. Look at slack-status.com, then redrive the execution.",
  PARAMETER_UNAVAILABLE: "Parameter Store did not answer, the block itself is kept. Redrive the execution.",
  ENV_INVALID:
    "The function is deployed with a wrong environment. Deploy the stacks again, then redrive the execution.",
  EVENT_INVALID: "The input is not a finding's event. Look at the execution's input and at who started it.",
  RULE_GROUP_UNUSABLE: "The rule group is missing or cannot be written. Run a plan of the shared stack, and deploy it.",
  PRIORITY_TAKEN:
    "A foreign rule sits on a priority of ours: move it, or change the base priority in the config. Then redrive the execution.",
  FIREWALL_REFUSED:
    "Network Firewall refused the request; its message says why. Correct it, then redrive the execution.",
  TABLE_REFUSED:
    "DynamoDB refused the request. Look at the table and at the function's role, then redrive the execution.",
  SLACK_REFUSED: "Slack refused a message for good. Look at the webhook and its channel, then redrive the execution.",
  WEBHOOK_UNUSABLE: "Put the webhook URL into its parameter (SecureString), then redrive the execution.",
};

/** Errors of Step Functions and Lambda themselves. */
const BY_SERVICE_ERROR: Readonly<Record<string, string>> = {
  "States.Timeout":
    "A state took longer than its TimeoutSeconds. Look at the function's log, then redrive the execution.",
  "States.Permissions":
    "The state machine's role may not call the function. Deploy the stacks again, then redrive the execution.",
  "States.DataLimitExceeded": "The state's payload is over 256 KiB. Look at the execution's input.",
};

const ANY = "Open the execution, look at the state that failed and at the function's log, then redrive the execution.";

/** What to do about an error, by its code; a general step for one that is not known. */
export function nextStep(error: string): string {
  const code = [...RETRYABLE_ERRORS, ...PERMANENT_ERRORS].find((known) => known === error);
  if (code !== undefined) return BY_CODE[code];
  return (Object.hasOwn(BY_SERVICE_ERROR, error) ? BY_SERVICE_ERROR[error] : undefined) ?? ANY;
}
