import type { Message } from "./message";

/** The message for Slack. No previews of links: an attacker's page must not show itself. */
export const slackBody = ({ text, blocks }: Message): object => ({
  text,
  blocks,
  unfurl_links: false,
  unfurl_media: false,
});
