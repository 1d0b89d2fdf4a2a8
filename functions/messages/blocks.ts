/** Builds Block Kit blocks within Slack's limits. Every text that comes in here is escaped already. */
import { mrkdwnText, plainText } from "./escape";
import { DIGEST_LIMITS, SLACK_LIMITS } from "./limits";
import type { Message } from "./message";
import type { LinkButton, Mrkdwn, PlainText, SlackBlock } from "./slack-message";

export const header = (title: string): SlackBlock => ({
  type: "header",
  text: plain(plainText(title, SLACK_LIMITS.headerText)),
});

/** One paragraph of these lines; lines that do not fit are left out as a whole, and counted. No lines: no block. */
export function section(lines: readonly string[]): SlackBlock[] {
  const text = fitting(lines);
  return text === "" ? [] : [{ type: "section", text: mrkdwn(text) }];
}

/** Two columns of a bold name and its value; the first ten. */
export function fields(pairs: readonly (readonly [name: string, value: string])[]): SlackBlock[] {
  const shown = pairs
    .map(([name, value]) => `*${name}*\n${value}`)
    .filter((text) => text.length <= SLACK_LIMITS.fieldText)
    .slice(0, SLACK_LIMITS.fields);
  return shown.length === 0 ? [] : [{ type: "section", fields: shown.map(mrkdwn) }];
}

export const context = (text: string): SlackBlock => ({
  type: "context",
  elements: [mrkdwn(text.length <= SLACK_LIMITS.contextText ? text : "…")],
});

/** A page to open; no `url`, no button. */
export interface LinkTo {
  readonly text: string;
  readonly url: string | undefined;
}

/** Buttons for the links that there are; a URL over the limit would cost the whole message, so it gets none. */
export function buttons(links: readonly LinkTo[]): SlackBlock[] {
  const elements = links.flatMap(({ text, url }): LinkButton[] =>
    url === undefined || url.length > SLACK_LIMITS.buttonUrl
      ? []
      : [{ type: "button", text: plain(plainText(text, SLACK_LIMITS.buttonText)), url }],
  );
  return elements.length === 0 ? [] : [{ type: "actions", elements: elements.slice(0, SLACK_LIMITS.buttons) }];
}

/**
 * The whole message; `text` and `line` are not yet escaped. Slack reads the text as mrkdwn, so that it is not formatted
 * either.
 */
export const message = (text: string, blocks: readonly SlackBlock[], line = text): Message => ({
  line: lineOf(line),
  text: mrkdwnText(text, SLACK_LIMITS.fallbackText),
  blocks: blocks.slice(0, SLACK_LIMITS.blocks),
});

/** Without the environment, which the digest's own title names. By code points: no half of a pair of surrogates. */
function lineOf(text: string): string {
  const one = text
    .slice(0, 8 * DIGEST_LIMITS.line)
    .replace(/^\[[^\]]{0,60}\] /, "")
    .replace(/\s+/g, " ");
  const signs = [...one.trim()];
  if (signs.length <= DIGEST_LIMITS.line) return signs.join("");
  return `${signs
    .slice(0, DIGEST_LIMITS.line - 1)
    .join("")
    .trimEnd()}…`;
}

const plain = (text: string): PlainText => ({ type: "plain_text", text, emoji: false });
const mrkdwn = (text: string): Mrkdwn => ({ type: "mrkdwn", text, verbatim: true });

/** Room for the line that counts what was left out. */
const MORE_ROOM = 40;

function fitting(lines: readonly string[]): string {
  let text = "";
  for (const [index, line] of lines.entries()) {
    const longer = text === "" ? line : `${text}\n${line}`;
    const room = index === lines.length - 1 ? 0 : MORE_ROOM;
    if (longer.length > SLACK_LIMITS.sectionText - room) {
      return `${text}\n… and ${lines.length - index} more lines`.trim();
    }
    text = longer;
  }
  return text;
}
