import { readFileSync } from "node:fs";
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

describe("links between the documents", () => {
  it.each(["README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/runbook.md", "docs/errors.md"])(
    "of %s lead somewhere",
    (file) => {
      const folder = file.includes("/") ? "docs/" : "";
      const targets = [...read(file).matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, target = ""]) =>
        target.replace(/\/$/, ""),
      );
      for (const target of targets) expect(() => readFileSync(`${folder}${target}`)).not.toThrow(/ENOENT/);
    },
  );
});
