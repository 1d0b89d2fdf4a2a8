import { JOINER, mrkdwnText, unescaped } from "./escape";
import { MRKDWN_LIMIT } from "./limits";
import type { Message } from "./message";
import { paragraphsOf } from "./paragraphs";

/**
 * The message as one text, for receivers that take Slack's webhooks and know no Block Kit: Mattermost, Rocket.Chat.
 * Escaped for Slack it comes in; these also read what Slack does not, so that is broken up too:
 *
 * | in the text            | there it would be                       |
 * |------------------------|-----------------------------------------|
 * | @ before a word        | a mention, of a person too, even in code |
 * | ](                     | a link, or a picture that is loaded     |
 * | www.                   | a link                                  |
 *
 * https://developers.mattermost.com/integrate/webhooks/incoming/ and
 * https://docs.rocket.chat/docs/integrations ("Slack-compatible")
 */
export function mrkdwnBody({ blocks }: Message): object {
  const { title, body, links, footer } = paragraphsOf(blocks);
  const heading = `*${mrkdwnText(unescaped(title), 300)}*`;
  const buttons = links.map(({ label, url }) => `<${url}|${label}>`).join(" · ");
  const end = [...(buttons === "" ? [] : [buttons]), harmless(footer)];
  const room = MRKDWN_LIMIT - end.join("\n").length - 1;
  const lines = fitting([heading, ...body.flatMap((paragraph) => paragraph.split("\n"))].map(harmless), room);
  return { text: [...lines, ...end].join("\n") };
}

const harmless = (text: string): string =>
  text
    .replace(/([@\uFF20])(?=[\p{L}\p{N}_.-])/gu, `$1${JOINER}`)
    .replaceAll("](", `]${JOINER}(`)
    .replace(/www(?=\.)/gi, `$&${JOINER}`);

const MORE_ROOM = 40;

/** Whole lines only: half a line may be half a code span. */
function fitting(lines: readonly string[], room: number): readonly string[] {
  let length = 0;
  const last = lines.findIndex((line) => (length += line.length + 1) > room - MORE_ROOM);
  if (last < 0) return lines;
  const shown = lines.slice(0, last);
  // A fence that was left open would swallow what follows.
  const open = shown.join("\n").split("```").length % 2 === 0;
  return [...shown, ...(open ? ["```"] : []), `… and ${lines.length - shown.length} more lines`];
}
