import { readFileSync, writeFileSync } from "node:fs";
import { format } from "prettier";
import { readArguments } from "../read-arguments";
import { neverBlockTable, settingsTable } from "./config-table";

/** `npm run config-table`: writes the tables of the README's chapter "Configure" anew from the schema. */
async function write(): Promise<void> {
  const readme = readFileSync("README.md", "utf8");
  const tables = { settings: settingsTable(), "never-block-types": neverBlockTable() };
  const next = Object.entries(tables).reduce(
    (text, [name, content]) =>
      text.replace(
        new RegExp(`(<!-- ${name}: npm run config-table -->\n)[^]*?(\n<!-- end -->)`),
        (_, start: string, end: string) => `${start}\n${content}\n${end}`,
      ),
    readme,
  );
  writeFileSync("README.md", await format(next, { parser: "markdown", printWidth: 120 }));
}

readArguments("npm run config-table", process.argv.slice(2), {});
void write();
