import { FUNCTION_NAMES, type FunctionName } from "../../functions/contract/function-names";
import { nameAt, type LockedPackage, type Lockfile } from "../../stacks/bundle/lockfile";
import { INSTALL_SCRIPTS, REASONS } from "./reasons";

/** The part of a package.json that names packages. */
export interface Declared {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** The part of an SBOM that this is about. */
export interface Sbom {
  readonly components: readonly {
    readonly group?: string;
    readonly name: string;
    readonly version: string;
    readonly licenses: readonly { readonly license?: { readonly id?: string }; readonly expression?: string }[];
  }[];
}

export type Sboms = Readonly<Record<FunctionName, Sbom>>;

type Row = readonly string[];

/** What package.json names, each with where it goes and why it is there, as Markdown. */
export function declaredTable({ dependencies, devDependencies }: Declared, lockfile: Lockfile, sboms: Sboms): string {
  const zips = zipsOf(sboms);
  const rows = (names: Readonly<Record<string, string>>, otherwise: string): readonly Row[] =>
    Object.entries(names).map(([name, version]) => [
      `\`${name}\``,
      version,
      zips.get(`${name}@${version}`)?.shown ?? otherwise,
      lockfile[`node_modules/${name}`]?.license ?? "none",
      REASONS[name] ?? "nobody knows",
    ]);
  return table(
    ["package", "version", "where", "licence", "why"],
    [...rows(dependencies, "synth"), ...rows(devDependencies, "development")],
  );
}

/** Every package with code in a zip, as Markdown. */
export const zippedTable = (sboms: Sboms): string =>
  table(
    ["package", "version", "zips", "licence"],
    [...zipsOf(sboms).values()]
      .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1))
      .map(({ name, version, shown, license }) => [`\`${name}\``, version, shown, license]),
  );

/** The packages that would run a script at their installation, as Markdown. */
export const scriptsTable = (lockfile: Lockfile): string =>
  table(
    ["package", "version", "its script, which does not run"],
    packagesOf(lockfile)
      .filter(({ hasInstallScript }) => hasInstallScript === true)
      .map(({ name, version }) => [`\`${name}\``, version, INSTALL_SCRIPTS[name] ?? "nobody knows"]),
  );

/** How many packages have which licence, as Markdown. */
export function licenseTable(lockfile: Lockfile, sboms: Sboms): string {
  const all = packagesOf(lockfile);
  const zipped = zipsOf(sboms);
  const count = (licence: string, of: readonly { license?: string }[]): string =>
    String(of.filter(({ license }) => license === licence).length);
  const licences = [...new Set(all.map(({ license }) => license ?? "none"))].sort();
  return table(
    ["licence", "in zips", "in no zip", "development"],
    licences.map((licence) => [
      licence,
      count(licence, [...zipped.values()]),
      count(
        licence,
        all.filter(({ dev, key }) => dev !== true && !zipped.has(key)),
      ),
      count(
        licence,
        all.filter(({ dev }) => dev === true),
      ),
    ]),
  );
}

export interface PlacedPackage extends LockedPackage {
  readonly place: string;
  readonly name: string;
  readonly key: string;
}

/** The packages of the lockfile without the project itself; two copies of the same count once. */
export function packagesOf(lockfile: Lockfile): readonly PlacedPackage[] {
  const all = Object.entries(lockfile)
    .filter(([place]) => place !== "")
    .map(([place, one]) => ({ ...one, place, name: nameAt(place), key: `${nameAt(place)}@${one.version}` }));
  return [...new Map(all.map((one) => [one.key, one])).values()];
}

interface Zipped {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly shown: string;
}

function zipsOf(sboms: Sboms): ReadonlyMap<string, Zipped> {
  const found = new Map<string, Zipped & { readonly zips: FunctionName[] }>();
  for (const zip of FUNCTION_NAMES) {
    for (const { group, name: last, version, licenses } of sboms[zip].components) {
      const name = group === undefined ? last : `${group}/${last}`;
      const [licence] = licenses;
      const license = licence?.expression ?? licence?.license?.id ?? "none";
      const zips = [...(found.get(`${name}@${version}`)?.zips ?? []), zip];
      const shown = zips.length === FUNCTION_NAMES.length ? "all zips" : zips.join(", ");
      found.set(`${name}@${version}`, { name, version, license, zips, shown });
    }
  }
  return found;
}

const table = (header: Row, rows: readonly Row[]): string =>
  [header, header.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
