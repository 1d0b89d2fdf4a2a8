import { readFileSync } from "node:fs";

export interface Chapter {
  readonly title: string;
  /** Its name in a link, as GitHub and GitLab make it from the title. */
  readonly anchor: string;
  /** The alarms that it stands for: the names in its first paragraph, "Article `a`." or "Articles `a`, `b`." */
  readonly articles: readonly string[];
  /** The errors that it stands for: "Codes `A`, `B`." */
  readonly codes: readonly string[];
  readonly text: string;
}

export const RUNBOOK = readFileSync("docs/runbook.md", "utf8");

export const chapters: readonly Chapter[] = RUNBOOK.split(/^## /m)
  .slice(1)
  .map((text) => {
    const [title = "", names = ""] = text.split("\n\n");
    const named = (what: RegExp) =>
      what.test(names) ? [...names.matchAll(/`([\w.-]+)`/g)].map(([, name = ""]) => name) : [];
    return { title, anchor: anchorOf(title), articles: named(/^Articles? /), codes: named(/^Codes? /), text };
  });

export function chapter(title: string): Chapter {
  const found = chapters.find((one) => one.title === title);
  if (found === undefined) throw new Error(`no chapter ${title}`);
  return found;
}

/** https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#section-links */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
}

/** The blocks of commands of a text, without the indentation of the list that they stand in. */
const blocksOf = (text: string): readonly string[] =>
  [...text.matchAll(/^( *)```\n([^]*?)\n\1```$/gm)].map(([, indent = "", block = ""]) =>
    block
      .split("\n")
      .map((line) => line.slice(indent.length))
      .join("\n"),
  );

/** What stands before all chapters: the variables that the commands read. */
export const preamble: readonly string[] = blocksOf(RUNBOOK.split(/^## /m)[0] ?? "");

export const commandsOf = (title: string): readonly string[] => blocksOf(chapter(title).text);

/** The one block of a chapter that has this text. */
export function blockWith(title: string, text: string): string {
  const [block, ...more] = commandsOf(title).filter((one) => one.includes(text));
  if (block === undefined || more.length > 0) throw new Error(`not one block of ${title} has ${text}`);
  return block;
}
