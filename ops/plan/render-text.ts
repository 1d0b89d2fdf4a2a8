import type { Report } from "./report";
import type { Phrase } from "./phrase";

/** For a terminal and a log: no colours, no width to break at. */
export function renderText({ verdict, table, sections }: Report): string {
  const width = Math.max(0, ...table.map(({ stack }) => stack.length));
  return [
    verdict,
    ...table.map(({ stack, says }) => `  ${stack.padEnd(width)}  ${says}`),
    ...sections.flatMap(({ title, items }) => [
      "",
      title,
      ...items.flatMap(({ text, below }) => [`  ${plain(text)}`, ...below.map((line) => `      ${plain(line)}`)]),
    ]),
    "",
  ].join("\n");
}

const plain = (phrase: Phrase): string =>
  withoutControls(phrase.map((part) => (typeof part === "string" ? part : part.code)).join(""));

/** A value must not move the cursor of a terminal, or make a line of its own in a log. */
export const withoutControls = (text: string): string =>
  // eslint-disable-next-line no-control-regex -- that is what is taken out
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, " ");
