import type { SlackMessage } from "../stand-ins/slack/server";

type Style = (text: string) => string;

interface Block {
  readonly type: string;
  readonly text?: { readonly text: string };
  readonly fields?: readonly { readonly text: string }[];
  readonly elements?: readonly {
    readonly type: string;
    readonly text?: string | { readonly text: string };
    readonly url?: string;
  }[];
}

/** The lines of a message as Slack would show them: formatting applied, escapes undone, buttons with their links. */
export function slackLines(message: SlackMessage, bold: Style = (text) => text): readonly string[] {
  const blocks = (message.blocks ?? []) as unknown as readonly Block[];
  if (blocks.length === 0) return mrkdwn(message.text ?? "", bold).split("\n");
  return blocks.flatMap((block) => linesOf(block, bold));
}

function linesOf(block: Block, bold: Style): readonly string[] {
  switch (block.type) {
    case "header":
      return [bold(unescape(block.text?.text ?? ""))];
    case "section":
      return [block.text?.text, ...(block.fields ?? []).map(({ text }) => text.replace("\n", " "))]
        .filter((text) => text !== undefined)
        .flatMap((text) => mrkdwn(text, bold).split("\n"));
    case "context":
      return [
        (block.elements ?? [])
          .map(({ text }) => mrkdwn(typeof text === "string" ? text : (text?.text ?? ""), bold))
          .join("  "),
      ];
    case "actions":
      return (block.elements ?? []).map(
        ({ text, url }) => `[ ${typeof text === "string" ? text : text?.text} ] ${short(url ?? "")}`,
      );
    case "divider":
      return ["────────"];
    default:
      return [];
  }
}

/** A link as a browser's status line would show it; `--json` has it whole. */
const short = (url: string): string => (url.length > LINK_WIDTH ? `${url.slice(0, LINK_WIDTH - 1)}…` : url);
const LINK_WIDTH = 80;

const mrkdwn = (text: string, bold: Style): string =>
  unescape(
    text
      .replace(/<([^|>]+)\|([^>]+)>/g, "$2 ($1)")
      .replace(/<([^>]+)>/g, "$1")
      .replace(/\*([^*\n]+)\*/g, (_, inner: string) => bold(inner))
      .replace(/```([^]+?)```/g, "$1")
      .replace(/`([^`\n]+)`/g, "$1"),
  );

const unescape = (text: string): string => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
