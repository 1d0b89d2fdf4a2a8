import { buttons, header, message, section } from "./blocks";
import { executionLink } from "./console-links";
import { mrkdwnText } from "./escape";
import { DIGEST_LIMITS } from "./limits";
import type { Message } from "./message";
import { footer, titleOf, type MessageContext, type Run } from "./message-context";

/** The messages of a minute that were not sent one by one. */
export interface Digest {
  /** Such as 2030-01-31T07:15Z. */
  readonly minute: string;
  readonly count: number;
  readonly lines: readonly { readonly kind: string; readonly text: string }[];
}

/** By how much they ask of the reader. */
const HEADINGS: ReadonlyMap<string, string> = new Map([
  ["failure", "Failed"],
  ["blocked", "Blocks"],
  ["refused", "Not blocked"],
  ["finding", "Findings"],
  ["pruned", "Scheduled runs"],
]);

/** What would have been a message each, in a line each; what has no line is counted. */
export function renderDigest({ minute, count: counted, lines }: Digest, context: MessageContext, run: Run): Message {
  // A line that a retry wrote twice is a line.
  const count = Math.max(counted, lines.length);
  const title = titleOf(
    context,
    `${count.toLocaleString("en-US")} more ${count === 1 ? "message" : "messages"} in the minute ${minute.slice(11, 16)} UTC`,
  );
  const left = count - lines.length;
  return message(title, [
    header(title),
    ...[...HEADINGS].flatMap(([kind, heading]) =>
      group(
        heading,
        textsOf(lines, (of) => of === kind),
      ),
    ),
    ...group(
      "Others",
      textsOf(lines, (of) => !HEADINGS.has(of)),
    ),
    ...(left > 0 ? section([`… and ${left.toLocaleString("en-US")} more: see the executions of that minute.`]) : []),
    ...section(["More messages came than are sent one by one in a minute (`notifications.perMinute`)."]),
    ...buttons([{ text: "Execution", url: executionLink(run.Execution) }]),
    footer(context, run),
  ]);
}

const textsOf = (lines: Digest["lines"], wanted: (kind: string) => boolean): readonly string[] =>
  lines.filter(({ kind }) => wanted(kind)).map(({ text }) => text);

/** Room for the escapes of a line: a character becomes up to five. */
const ESCAPED_LINE = 285;

function group(heading: string, texts: readonly string[]) {
  const lines = texts.map((text) => `• ${mrkdwnText(text, ESCAPED_LINE) || "unknown"}`);
  const sections = [];
  for (let from = 0; from < lines.length; from += DIGEST_LIMITS.linesOfSection) {
    const some = lines.slice(from, from + DIGEST_LIMITS.linesOfSection);
    sections.push(...section(from === 0 ? [`*${heading}* (${texts.length})`, ...some] : some));
  }
  return sections;
}
