import { writeTables } from "../write-tables";
import { dependencyTables } from "./documented";

/** `npm run dependency-table`: writes the tables of docs/dependencies.md anew. */
void writeTables("npm run dependency-table", "docs/dependencies.md", dependencyTables);
