/** A file of hosts in a folder of its own, whose name has a blank. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export function startHostFile() {
  const folder = mkdtempSync(path.join(tmpdir(), "sechub ops-"));
  return {
    folder,
    /** Answers its name. */
    write: (...lines: readonly string[]): string => {
      const name = path.join(folder, "hosts.txt");
      writeFileSync(name, lines.join("\n"));
      return name;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
