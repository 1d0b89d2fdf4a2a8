import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** What package-lock.json says of one package, by its place: "node_modules/zod". */
export interface LockedPackage {
  readonly version: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
  /** It came within the archive of another one, whose integrity covers it. */
  readonly inBundle?: boolean;
}

export type Lockfile = Readonly<Record<string, LockedPackage>>;

/** Code that is not what package-lock.json says: a zip of it would be nobody's, and its list of packages untrue. */
export class PackageNotLocked extends Error {
  override readonly name = "PackageNotLocked";
  readonly code = "PACKAGE_NOT_LOCKED";
  /** scripts/run.mjs prints the message alone. */
  readonly forPeople = true;
}

/**
 * Every package of package-lock.json; the project itself is at "".
 * @throws PackageNotLocked
 */
export function readLockfile(projectRoot: string): Lockfile {
  const file = path.join(projectRoot, "package-lock.json");
  if (!existsSync(file)) throw new PackageNotLocked("package-lock.json is missing: take it back from the repository");
  return (JSON.parse(readFileSync(file, "utf8")) as { packages: Lockfile }).packages;
}

/** "@smithy/core" of "node_modules/a/node_modules/@smithy/core". */
export const nameAt = (place: string): string => place.slice(place.lastIndexOf("node_modules/") + 13);

/** The version of what lies in node_modules; undefined: nothing does. */
export function installedVersion(projectRoot: string, place: string): string | undefined {
  try {
    const file = path.join(projectRoot, place, "package.json");
    return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
  } catch {
    return undefined;
  }
}
