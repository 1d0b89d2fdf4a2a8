import type { SlackMessage } from "../messages/slack-message";

/** Where messages go. @throws CodedError SLACK_UNAVAILABLE (try again), SLACK_REFUSED, WEBHOOK_UNUSABLE */
export interface Notifier {
  readonly send: (message: SlackMessage) => Promise<void>;
}
