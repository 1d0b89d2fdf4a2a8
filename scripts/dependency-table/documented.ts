import { readFileSync } from "node:fs";
import { FUNCTION_NAMES } from "../../functions/contract/function-names";
import { bundleFunctions } from "../../stacks/bundle/bundle-functions";
import { readLockfile } from "../../stacks/bundle/lockfile";
import {
  declaredTable,
  licenseTable,
  scriptsTable,
  zippedTable,
  type Declared,
  type Sbom,
  type Sboms,
} from "./dependency-table";

/** The tables of docs/dependencies.md, by the name that stands before each. */
export async function dependencyTables(): Promise<Readonly<Record<string, string>>> {
  const declared = JSON.parse(readFileSync("package.json", "utf8")) as Declared;
  const lockfile = readLockfile(process.cwd());
  const zips = await bundleFunctions(process.cwd());
  const sboms = Object.fromEntries(
    FUNCTION_NAMES.map((name) => [name, JSON.parse(readFileSync(zips[name].sbomPath, "utf8")) as Sbom]),
  ) as Sboms;
  return {
    declared: declaredTable(declared, lockfile, sboms),
    zipped: zippedTable(sboms),
    scripts: scriptsTable(lockfile),
    licences: licenseTable(lockfile, sboms),
  };
}
