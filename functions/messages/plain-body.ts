import { JOINER, unescaped } from "./escape";
import { SNS_LIMITS } from "./limits";
import type { Message } from "./message";
import { paragraphsOf } from "./paragraphs";

/** What SNS publishes: e-mail has a subject, the rest gets the text. */
export interface PlainBody {
  readonly subject: string;
  readonly text: string;
}

/**
 * The message as plain text. A command is copied as it stands. Whoever passes the text on to a chat triggers no mention
 * with it, and makes no link of it: what Slack would read as one is broken up.
 */
export function plainBody({ blocks }: Message): PlainBody {
  const { title, body, links, footer } = paragraphsOf(blocks);
  const paragraphs = [
    unformatted(title),
    ...body.map(unformatted),
    ...(links.length > 0 ? [links.map(({ label, url }) => `${unformatted(label)}: ${url}`).join("\n")] : []),
    unformatted(footer),
  ];
  return { subject: subjectOf(unescaped(title)), text: cut(paragraphs.join("\n\n")) };
}

/** SNS: at most 100 characters of ASCII, no line breaks, no control characters, beginning with a letter, number or sign. */
function subjectOf(title: string): string {
  const ascii = title
    .replace(/[^\x20-\x7E]+/g, " ")
    .replace(/ +/g, " ")
    .trim();
  if (ascii === "") return "sechub-firewall";
  return ascii.length <= SNS_LIMITS.subject ? ascii : `${ascii.slice(0, SNS_LIMITS.subject - 3).trimEnd()}...`;
}

/** Without Slack's formatting. A star outside of code is ours: those of others were replaced when they were escaped. */
const unformatted = (mrkdwn: string): string =>
  harmless(
    unescaped(
      mrkdwn
        .split(/(```[\s\S]*?```|`[^`\n]*`)/)
        .map((part, index) => (index % 2 === 1 ? part.replace(/^`+|`+$/g, "") : part.replaceAll("*", "")))
        .join(""),
    ),
  );

const harmless = (text: string): string =>
  text
    .replaceAll(JOINER, "")
    .replace(/<(?=[!@#]|[a-z][a-z\d+.-]*:)/gi, `<${JOINER}`)
    .replace(/([@\uFF20])(?=channel|here|everyone|all\b)/giu, `$1${JOINER}`);

/** By code points. */
const cut = (text: string): string =>
  text.length <= SNS_LIMITS.text ? text : `${[...text.slice(0, SNS_LIMITS.text)].slice(0, -2).join("")}…`;
