import type { Pipeline } from "../pipeline/pipeline";
import { slackLines } from "../report/slack-text";
import type { SlackMessage } from "../stand-ins/slack/server";

/** The text of a message, as the report shows it, after what a notification of it would say. */
export const textOf = (message: SlackMessage): string =>
  message.blocks.length === 0 ? message.text : [message.text, ...slackLines(message)].join("\n");

/** What went to the further webhooks and to the topic, in the order in which it came; the first line says where to. */
export function elsewhere({ standIns: { furtherSlacks, sns } }: Pick<Pipeline, "standIns">): readonly string[] {
  const webhooks = furtherSlacks.flatMap(({ messages }) => messages);
  return [
    ...webhooks.map((message) => ({ at: message.at, text: `to another webhook\n${message.text}` })),
    ...sns.published.map(({ at, subject, message }) => ({ at, text: `to the topic\n${subject}\n${message}` })),
  ]
    .toSorted((a, b) => a.at - b.at)
    .map(({ text }) => text);
}
