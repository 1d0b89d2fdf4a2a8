import { readItems } from "../items";
import type { Session } from "../session";

/** All rows, then what is remembered, each by host: a backup that `import` brings back, and that diff can read. */
export async function exportCommand({ connection, io }: Session): Promise<number> {
  const { tables, target } = connection;
  for (const table of ["blocklist", "memory"] as const) {
    for (const item of await readItems(tables, target.names[table]))
      io.write(JSON.stringify({ Table: table, ...item }));
  }
  return 0;
}
