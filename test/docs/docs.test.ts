import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { PERMANENT_ERRORS, RETRYABLE_ERRORS } from "../../functions/contract/errors";
import { REFUSAL_CODES } from "../../functions/domain/refusals";
import { neverBlockTable, settingsTable } from "../../scripts/config-table/config-table";

const read = (file: string) => readFileSync(file, "utf8");

/** The cells of a table, however prettier has padded them. */
const cells = (markdown: string): readonly string[] =>
  markdown
    .trim()
    .split("\n")
    .map((line) => line.replace(/ *\| */g, "|").replace(/-+/g, "-"));

describe("README, Configure", () => {
  it.each([
    ["settings", settingsTable()],
    ["never-block-types", neverBlockTable()],
  ])("the table of %s is the schema's: npm run config-table", (name, expected) => {
    const [, written] =
      new RegExp(`<!-- ${name}: npm run config-table -->\n([^]*?)<!-- end -->`).exec(read("README.md")) ?? [];
    expect(cells(written ?? "")).toEqual(cells(expected));
  });

  it("says of every setting what it does", () => {
    for (const row of cells(settingsTable())) expect(row).toMatch(/^\|[^|]+\|[^|]+\|.{1,}\|$/);
  });
});

describe("docs/errors.md", () => {
  it.each([...RETRYABLE_ERRORS, ...PERMANENT_ERRORS, ...REFUSAL_CODES])("explains %s", (code) => {
    expect(read("docs/errors.md")).toContain(`\`${code}\``);
  });
});

/** As GitHub makes them of a title. */
const anchorOf = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replace(/ /g, "-");

describe("links between the documents", () => {
  const documents = [".", "docs", "docs/adr", "terraform-state"].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".md"))
      .map((name) => path.join(folder, name))
      .toSorted(),
  );
  const headings = (file: string): readonly string[] =>
    [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) => anchorOf(title));

  it("are looked at in every document", () => expect(documents.length).toBeGreaterThan(20));

  it.each(documents)("of %s lead somewhere, chapter included", (file) => {
    const targets = [...read(file).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)];
    for (const [link, target = "", chapter] of targets) {
      const at = target === "" ? file : path.join(path.dirname(file), target);
      expect({ link, exists: existsSync(at) }).toEqual({ link, exists: true });
      if (chapter !== undefined && at.endsWith(".md")) expect(headings(at)).toContain(chapter);
    }
  });
});
