import { readFileSync } from "node:fs";
import { FUNCTION_NAMES, type FunctionName } from "../../../functions/contract/function-names";
import type { Declared } from "../../../scripts/dependency-table/dependency-table";
import type { FunctionZips } from "../../../stacks/bundle/bundle-functions";
import { readLockfile } from "../../../stacks/bundle/lockfile";

export interface PackageJson extends Declared {
  readonly overrides: object;
  readonly scripts: Readonly<Record<string, string>>;
}

export const packageJson = JSON.parse(readFileSync("package.json", "utf8")) as PackageJson;
export const declared: Readonly<Record<string, string>> = {
  ...packageJson.dependencies,
  ...packageJson.devDependencies,
};
export const lockfile = readLockfile(process.cwd());
export const places = Object.entries(lockfile).filter(([place]) => place !== "");

/** "@smithy/core" of "@smithy/core/protocols"; undefined for what is no package: "./x", "node:fs". */
export function packageIn(specifier: string): string | undefined {
  if (/^(\.|\/|node:)/.test(specifier)) return undefined;
  return /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0];
}

export interface Component {
  readonly "bom-ref": string;
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly hashes: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses: readonly { readonly license: { readonly id: string } }[];
}

export interface Sbom {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

export const nameOf = ({ group, name }: Component): string => (group === undefined ? name : `${group}/${name}`);

export const readSboms = (zips: FunctionZips): Readonly<Record<FunctionName, Sbom>> =>
  Object.fromEntries(
    FUNCTION_NAMES.map((name) => [name, JSON.parse(readFileSync(zips[name].sbomPath, "utf8")) as Sbom]),
  ) as Record<FunctionName, Sbom>;
