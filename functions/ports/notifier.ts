import type { Message } from "../messages/message";

/**
 * A channel that messages go to.
 * @throws CodedError SLACK_UNAVAILABLE, TOPIC_UNAVAILABLE, PARAMETER_UNAVAILABLE (try again), SLACK_REFUSED,
 * TOPIC_REFUSED, WEBHOOK_UNUSABLE
 */
export interface Notifier {
  /** Tells the channels of one deployment apart, and stays the same from one deployment to the next. */
  readonly name: string;
  readonly send: (message: Message) => Promise<void>;
}
