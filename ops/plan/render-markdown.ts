import type { Phrase } from "./phrase";
import { withoutControls } from "./render-text";
import type { Report } from "./report";

/** GitHub takes 65,536 characters for a comment. */
export const MOST_CHARACTERS = 60_000;
/** No single line may push everything else out of the comment. */
const LONGEST_LINE = 2_000;

/**
 * For a comment of a pull request. Its first line, which GitHub does not show, is what a workflow finds its former
 * comment by.
 */
export function renderMarkdown(environment: string | undefined, report: Report): string {
  const head = [
    `<!-- sechub-firewall plan ${environment ?? ""} -->`.replace("  ", " "),
    `## ${escaped(report.verdict)}`,
  ];
  return markdownOf(head, ["stack", "plan"], report, "npm run plan");
}

/**
 * A report below its head. Values are code: no HTML, no mention, no link comes of them.
 * @param columns what the table's two columns are called
 * @param command what shows the whole, when it has to be cut
 */
export function markdownOf(
  head: readonly string[],
  columns: readonly [string, string],
  { table, sections }: Pick<Report, "table" | "sections">,
  command: string,
): string {
  const lines = [
    ...head,
    "",
    `| ${columns.join(" | ")} |`,
    "| --- | --- |",
    ...table.map(({ stack, says }) => `| ${escaped(stack)} | ${escaped(says)} |`),
    ...sections.flatMap(({ level, title, items }) => [
      "",
      `${level === 1 ? "###" : "####"} ${escaped(title)}`,
      "",
      ...items.flatMap(({ text, below }) => [`- ${marked(text)}`, ...below.map((line) => `  - ${marked(line)}`)]),
    ]),
  ];
  return `${withinLimit(lines, command).join("\n")}\n`;
}

/** Cut between lines, and said: half a report must not look like a whole one. */
function withinLimit(lines: readonly string[], command: string): readonly string[] {
  const total = lines.reduce((sum, line) => sum + line.length + 1, 0);
  if (total <= MOST_CHARACTERS) return lines;
  let room = MOST_CHARACTERS - 200;
  const cut = lines.findIndex((line) => (room -= line.length + 1) < 0);
  return [
    ...lines.slice(0, cut),
    "",
    `**Cut here: ${lines.length - cut} more lines do not fit into a comment. \`${command}\` shows them all.**`,
  ];
}

const marked = (phrase: Phrase): string => {
  const text = phrase.map((part) => (typeof part === "string" ? escaped(part) : codeOf(part.code))).join("");
  // Cut as plain text: half a code span would swallow what follows.
  // A sign at the beginning would open a list of its own.
  if (text.length <= LONGEST_LINE) return text.replace(/^[+-]/, "\\$&");
  return `${escaped(plainOf(phrase).slice(0, LONGEST_LINE / 4))}… (cut)`;
};

const plainOf = (phrase: Phrase): string =>
  phrase.map((part) => (typeof part === "string" ? part : part.code)).join("");

/** A fence longer than every run of backticks inside; the blanks belong to the fence. */
function codeOf(text: string): string {
  const content = withoutControls(text);
  if (content.trim() === "") return "``(blank)``";
  const longest = Math.max(0, ...(content.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const blank = longest > 0 || /^ .* $/.test(content) ? " " : "";
  return `${fence}${blank}${content}${blank}${fence}`;
}

/** As numbers where GitHub reads more than one character as a sign: `@name`, `#1`, `<tag>`. */
const escaped = (text: string): string =>
  withoutControls(text).replace(/[&<>@#|`*_~[\]\\$]/g, (sign) =>
    /[&<>@#]/.test(sign) ? `&#${sign.charCodeAt(0)};` : `\\${sign}`,
  );
