import type { SlackMessage } from "./slack-message";

/**
 * A message, rendered once. Its blocks are what is said; the channels have forms of them: Slack's own (slack-body),
 * one text with Slack's formatting (mrkdwn-body), and plain text (plain-body).
 */
export interface Message extends SlackMessage {
  /** What a digest says of it: title and details in one line. Not escaped: it may be what others wrote. */
  readonly line: string;
}
