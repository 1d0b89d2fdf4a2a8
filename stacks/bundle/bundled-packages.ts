import type { Metafile } from "esbuild";
import { nameAt, PackageNotLocked, type Lockfile } from "./lockfile";

/** A package, some code of which is in a bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** Of its archive, as package-lock.json has it: "sha512-…". */
  readonly integrity: string;
  /** Keys of the packages that its code imports, by way of nothing but code that is in no zip. */
  readonly imports: readonly string[];
}

export interface Bundled {
  /** By name and version: two copies of the same are one. */
  readonly packages: ReadonlyMap<string, BundledPackage>;
  /** What our own code imports. */
  readonly imports: readonly string[];
}

/**
 * The packages of one bundle: those of which esbuild wrote at least a byte. Pure.
 * @param installed the version that lies in node_modules, by place
 * @throws PackageNotLocked
 */
export function packagesOf(
  { inputs }: Metafile,
  output: Metafile["outputs"][string],
  lockfile: Lockfile,
  installed: (place: string) => string | undefined,
): Bundled {
  const files = new Map<string, string[]>();
  for (const [file, { bytesInOutput }] of Object.entries(output.inputs)) {
    const place = placeOf(file, lockfile);
    if (bytesInOutput > 0 && place !== "") files.set(place, [...(files.get(place) ?? []), file]);
  }
  const keyAt = (place: string) => `${nameAt(place)}@${lockfile[place]?.version}`;

  /** The first packages of the bundle that are met on the way from these files, beside their own one. */
  const importsOf = (from: readonly string[], own: string): readonly string[] => {
    const met = new Set<string>();
    const seen = new Set(from);
    const ahead = [...from];
    for (let file = ahead.pop(); file !== undefined; file = ahead.pop()) {
      for (const { path, external } of inputs[file]?.imports ?? []) {
        if (external === true || seen.has(path)) continue;
        seen.add(path);
        const place = placeOf(path, lockfile);
        if (place !== own && files.has(place)) met.add(keyAt(place));
        else ahead.push(path);
      }
    }
    return [...met].sort();
  };

  const packages = new Map<string, BundledPackage>();
  for (const [place, own] of files) {
    const { version = "", license, integrity } = lockfile[place] ?? {};
    const there = installed(place);
    if (there !== version)
      throw new PackageNotLocked(
        `${nameAt(place)} is ${version} in package-lock.json and ${there ?? "missing"} in node_modules: run npm ci`,
      );
    if (license === undefined || integrity === undefined)
      throw new PackageNotLocked(
        `${nameAt(place)} has no ${license === undefined ? "license" : "integrity"} in package-lock.json: run npm install`,
      );
    const imports = [...new Set([...(packages.get(keyAt(place))?.imports ?? []), ...importsOf(own, place)])].sort();
    packages.set(keyAt(place), { name: nameAt(place), version, license, integrity, imports });
  }
  return { packages, imports: importsOf(output.entryPoint === undefined ? [] : [output.entryPoint], "") };
}

/**
 * The place in the lockfile that a file belongs to; "" for our own. The project's path may have a node_modules in it,
 * and node_modules may be a link to somewhere else.
 * @throws PackageNotLocked
 */
function placeOf(file: string, lockfile: Lockfile): string {
  const starts = [...file.matchAll(/(?<=^|\/)node_modules\//g)].map(({ index }) => index);
  if (starts.length === 0) return "";
  const end = /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file.slice(starts.at(-1)))?.[0].length ?? 0;
  const place = starts
    .map((start) => file.slice(start, (starts.at(-1) ?? 0) + end))
    .find((candidate) => Object.hasOwn(lockfile, candidate));
  if (place === undefined)
    throw new PackageNotLocked(`${file} is bundled, and its package is not in package-lock.json: run npm ci`);
  return place;
}
