import { writeTables } from "../write-tables";
import { neverBlockTable, settingsTable } from "./config-table";

/** `npm run config-table`: writes the tables of the README's chapter "Configure" anew from the schema. */
void writeTables("npm run config-table", "README.md", () => ({
  settings: settingsTable(),
  "never-block-types": neverBlockTable(),
}));
