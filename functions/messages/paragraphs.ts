import type { LinkButton, SlackBlock } from "./slack-message";

/** What the blocks of a message say, without their layout. All of it is escaped, and formatted as Slack's mrkdwn. */
export interface Paragraphs {
  /** The header: plain text, in which nothing is formatted. */
  readonly title: string;
  readonly body: readonly string[];
  readonly links: readonly { readonly label: string; readonly url: string }[];
  /** Who sent it: the last thing said. */
  readonly footer: string;
}

/** Reads the blocks in their order. */
export function paragraphsOf(blocks: readonly SlackBlock[]): Paragraphs {
  const contexts = blocks.flatMap((block) => (block.type === "context" ? block.elements : [])).map(({ text }) => text);
  return {
    title: blocks.flatMap((block) => (block.type === "header" ? [block.text.text] : [])).join(" "),
    body: blocks.flatMap((block) => {
      if (block.type !== "section") return [];
      return "text" in block ? [block.text.text] : [block.fields.map(({ text }) => inOneLine(text)).join("\n")];
    }),
    links: blocks.flatMap((block) => (block.type === "actions" ? block.elements : [])).map(linkOf),
    footer: contexts.join(" · "),
  };
}

/** A field is its bold name above its value: `*Region*\nus-west-2` becomes `*Region:* us-west-2`. */
const inOneLine = (field: string): string => field.replace(/^\*([^*\n]+)\*\n/, "*$1:* ");

const linkOf = ({ text, url }: LinkButton) => ({ label: text.text, url });
