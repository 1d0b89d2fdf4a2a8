import { renderMarkdown } from "../plan/render-markdown";
import type { Report } from "../plan/report";

/** What the renderer of plans writes first: a mark, a heading, and the head of a table of plans. */
const HEAD_LINES = 5;

/** For an issue: its first line is the verdict, as it stands in the text. Values are code, as in a plan. */
export function markdownOf({ verdict, table, sections }: Report): string {
  // Only names and words of our own here, none of which is markup.
  const lines = [
    verdict,
    "",
    "| part | found |",
    "| --- | --- |",
    ...table.map(({ stack, says }) => `| ${stack} | ${says} |`),
  ];
  const body = renderMarkdown(undefined, { verdict: "", table: [], sections }).split("\n").slice(HEAD_LINES);
  return [...lines, ...body].join("\n");
}
