import { readFileSync } from "node:fs";
import path from "node:path";
import { packagesOf } from "../../../scripts/dependency-table/dependency-table";
import { INSTALL_SCRIPTS, LICENSES_OF_TOOLS } from "../../../scripts/dependency-table/reasons";
import { nameAt } from "../../../stacks/bundle/lockfile";
import { lockfile, places } from "./support";

describe("package-lock.json", () => {
  it("has the hash of every archive", () => {
    const without = places.filter(
      ([, { integrity, inBundle }]) => inBundle !== true && !integrity?.startsWith("sha512-"),
    );
    expect(without).toEqual([]);
    expect(places.length).toBeGreaterThan(500);
  });

  it("has packages without a hash only inside the archive of one that has one", () => {
    for (const [place, { inBundle }] of places.filter(([, one]) => one.inBundle === true)) {
      const outer = place.slice(0, place.indexOf("/node_modules/"));
      expect({ place, inBundle, outer: lockfile[outer]?.integrity }).toMatchObject({
        outer: expect.stringMatching(/^sha512-/) as string,
      });
    }
  });

  it("takes nothing but versions from a registry: no folder, no repository, no address", () => {
    const elsewhere = places.filter(
      ([, one]) => !/^\d+\.\d+\.\d+(-[\w.]+)?(\+[\w.]+)?$/.test(one.version) || "link" in one || "resolved" in one,
    );
    expect(elsewhere).toEqual([]);
  });

  it("has scripts at installation only of packages that are named with the reason why they need not run", () => {
    const found = places.filter(([, one]) => one.hasInstallScript === true).map(([place]) => nameAt(place));
    expect([...new Set(found)].sort()).toEqual(Object.keys(INSTALL_SCRIPTS).sort());
  });

  it("has no package of a licence that nobody allowed", () => {
    const others = packagesOf(lockfile).filter(({ license = "none" }) => !LICENSES_OF_TOOLS.includes(license));
    expect(others.map(({ key, license }) => `${key}: ${license}`)).toEqual([]);
  });
});

describe("node_modules", () => {
  interface Manifest {
    readonly name: string;
    readonly version: string;
    readonly license?: string | { readonly type: string };
    readonly licenses?: readonly { readonly type: string }[];
    readonly scripts?: Readonly<Record<string, string>>;
  }
  const manifestAt = (place: string): Manifest | undefined => {
    try {
      return JSON.parse(readFileSync(path.join(place, "package.json"), "utf8")) as Manifest;
    } catch {
      return undefined;
    }
  };
  const installed = places.flatMap(([place, locked]) => {
    const manifest = manifestAt(place);
    return manifest === undefined ? [] : [{ place, locked, manifest }];
  });

  it("lacks nothing but packages for other platforms", () => {
    const there = new Set(installed.map(({ place }) => place));
    const missing = places.filter(([place, { optional }]) => optional !== true && !there.has(place));
    expect(missing.map(([place]) => place)).toEqual([]);
  });

  it("has the versions and the licences that package-lock.json says", () => {
    const differing = installed.filter(({ locked, manifest: { version, license, licenses } }) => {
      const says = typeof license === "string" ? license : (license?.type ?? licenses?.[0]?.type);
      return version !== locked.version || says !== locked.license;
    });
    expect(differing.map(({ place, manifest: { version, license } }) => [place, version, license])).toEqual([]);
  });

  it("has no script at installation that package-lock.json does not tell of", () => {
    const scripts = installed.filter(
      ({ locked, manifest }) =>
        locked.hasInstallScript !== true &&
        locked.inBundle !== true &&
        ["preinstall", "install", "postinstall"].some((name) => manifest.scripts?.[name] !== undefined),
    );
    expect(scripts.map(({ place }) => place)).toEqual([]);
  });
});

it("npm runs no script of a package here", () => {
  expect(readFileSync(".npmrc", "utf8").split("\n")).toContain("ignore-scripts=true");
});
