import { readFileSync, writeFileSync } from "node:fs";
import { format } from "prettier";
import { readArguments } from "../read-arguments";
import { dependencyTables } from "./documented";

/** `npm run dependency-table`: writes the tables of docs/dependencies.md anew. */
async function write(): Promise<void> {
  const file = "docs/dependencies.md";
  const next = Object.entries(await dependencyTables()).reduce(
    (text, [name, content]) =>
      text.replace(
        new RegExp(`(<!-- ${name}: npm run dependency-table -->\n)[^]*?(\n<!-- end -->)`),
        (_, start: string, end: string) => `${start}\n${content}\n${end}`,
      ),
    readFileSync(file, "utf8"),
  );
  writeFileSync(file, await format(next, { parser: "markdown", printWidth: 120 }));
}

readArguments("npm run dependency-table", process.argv.slice(2), {});
void write();
