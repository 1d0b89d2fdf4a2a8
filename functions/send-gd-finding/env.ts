import { count, envContract, list, text, type Variable } from "../contract/env-contract";
import { mode } from "../contract/mode";

const textOrNothing: Variable<string> = { expects: "a text, which may be empty", parse: (value) => value };

/** Environment of send-gd-finding. */
export const sendFindingEnv = envContract({
  ENVIRONMENT_NAME: text,
  /** The table of what was told already, of the pace and of the digests. */
  NOTIFIED_TABLE: text,
  /** Name of the SecureString with the webhook's URL; the URL itself is in no environment. */
  WEBHOOK_PARAMETER: text,
  /** The same for further webhooks, of receivers that take what Slack's take. */
  WEBHOOK_PARAMETERS: list,
  /** Hosts that the first one's URL may lead to. */
  SLACK_HOSTS: list,
  /** Hosts that those of the further ones may lead to. */
  WEBHOOK_HOSTS: list,
  /** A topic that gets every message too; empty: none. */
  TOPIC_ARN: textOrNothing,
  /** Messages of a minute that are sent one by one; more come as one digest. */
  MESSAGES_PER_MINUTE: count,
  /** Between two messages. */
  MESSAGE_SPACING_MS: count,
  MODE: mode,
});
