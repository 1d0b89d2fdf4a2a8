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

/** The blocks of commands of a chapter, without the indentation of the list that they stand in. */
export const commandsOf = (title: string): readonly string[] =>
  [...chapter(title).text.matchAll(/^( *)```\n([^]*?)\n\1```$/gm)].map(([, indent = "", block = ""]) =>
    block
      .split("\n")
      .map((line) => line.slice(indent.length))
      .join("\n"),
  );
