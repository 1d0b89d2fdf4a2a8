import { PERMANENT_ERRORS, RETRYABLE_ERRORS, type ErrorCode } from "../contract/errors";
import { runbook, type RunbookChapter } from "./runbook";

type Step = readonly [chapter: RunbookChapter, text: string];

const FIREWALL = "the-firewall-does-not-answer";
const GROUP = "the-rule-group-cannot-be-written";
const TABLE = "a-table-does-not-answer";
const MESSAGE = "a-message-could-not-be-sent";
const INPUT = "a-wrong-environment-or-input";
const SERVICE = "an-error-of-lambda-or-step-functions";

/**
 * What the one who reads the message does about each of our codes, in a line; its chapter says more. "Run again" is a
 * new execution with the same input: a redrive of one that ended in Fail enters Fail again.
 * https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
 */
const BY_CODE: Readonly<Record<ErrorCode, Step>> = {
  FIREWALL_BUSY: [
    FIREWALL,
    "Find who else updates the rule group. Nothing is lost: the next reconcile blocks the hosts.",
  ],
  FIREWALL_UNAVAILABLE: [
    FIREWALL,
    "Network Firewall did not answer. Nothing is lost: the next reconcile blocks the hosts.",
  ],
  TABLE_UNAVAILABLE: [TABLE, "DynamoDB did not answer. Run the execution again."],
  SLACK_UNAVAILABLE: [MESSAGE, "Slack did not take a message. Run the execution again."],
  TOPIC_UNAVAILABLE: [MESSAGE, "SNS did not take a message. Run the execution again."],
  PARAMETER_UNAVAILABLE: [MESSAGE, "Parameter Store did not answer. Run the execution again."],
  ENV_INVALID: [INPUT, "Deploy the stacks again, then run the execution again."],
  EVENT_INVALID: [INPUT, "The input is not a finding's event. Look at it, and at who started the execution."],
  RULE_GROUP_UNUSABLE: [GROUP, "Deploy the shared stack, then put the rule group into its policy again."],
  PRIORITY_TAKEN: [
    GROUP,
    "Move the foreign rule, or change the base priority in the config. Then run the execution again.",
  ],
  ACTIONS_TAKEN: [GROUP, "Remove a foreign custom action that no rule uses. Then run the execution again."],
  KEY_REFUSED: [
    GROUP,
    "Look at the rule group's KMS key, its policy and the role of update-nf-rg. Then run the execution again.",
  ],
  FIREWALL_REFUSED: [GROUP, "Correct what Network Firewall refused, then run the execution again."],
  TABLE_REFUSED: [TABLE, "Look at the table and at the function's role, then run the execution again."],
  SLACK_REFUSED: [MESSAGE, "Make a new webhook, then run the execution again."],
  TOPIC_REFUSED: [MESSAGE, "Look at the topic, its policy and its key's policy, then run the execution again."],
  WEBHOOK_UNUSABLE: [MESSAGE, "Put the webhook URL into its parameter (SecureString), then run the execution again."],
};

/** Errors of Step Functions and Lambda themselves. */
const BY_SERVICE_ERROR: Readonly<Record<string, string>> = {
  "States.Timeout": "A state took too long. Look at the function's log, then run the execution again.",
  "States.Permissions": "The state machine may not call the function: deploy, then run the execution again.",
  "States.DataLimitExceeded": "The state's payload is over 256 KiB. Look at the execution's input.",
};

const ANY = "Look at the state that failed and at the function's log, then run the execution again.";

/** What to do about an error, by its code, and where that is explained; a general step for one that is not known. */
export function nextStep(error: string): string {
  const code = [...RETRYABLE_ERRORS, ...PERMANENT_ERRORS].find((known) => known === error);
  const [chapter, text] = code === undefined ? ([SERVICE, ofService(error)] as const) : BY_CODE[code];
  return `${text} More: ${runbook(chapter)}`;
}

const ofService = (error: string): string =>
  (Object.hasOwn(BY_SERVICE_ERROR, error) ? BY_SERVICE_ERROR[error] : undefined) ?? ANY;
