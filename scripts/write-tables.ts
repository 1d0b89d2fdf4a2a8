import { readFileSync, writeFileSync } from "node:fs";
import { format } from "prettier";
import { readArguments } from "./read-arguments";

/**
 * Writes tables of a document anew, each between `<!-- NAME: COMMAND -->` and `<!-- end -->`.
 * @param command as people type it, such as `npm run config-table`; it takes no options
 */
export async function writeTables(
  command: string,
  file: string,
  tables: () => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>,
): Promise<void> {
  readArguments(command, process.argv.slice(2), {});
  const next = Object.entries(await tables()).reduce(
    (text, [name, content]) =>
      text.replace(
        new RegExp(`(<!-- ${name}: ${command} -->\n)[^]*?(\n<!-- end -->)`),
        (_, start: string, end: string) => `${start}\n${content}\n${end}`,
      ),
    readFileSync(file, "utf8"),
  );
  writeFileSync(file, await format(next, { parser: "markdown", printWidth: 120 }));
}
