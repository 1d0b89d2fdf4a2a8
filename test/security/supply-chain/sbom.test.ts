import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import Ajv, { type ValidateFunction } from "ajv";
import { build } from "esbuild";
import { FUNCTION_NAMES, type FunctionName } from "../../../functions/contract/function-names";
import { LICENSES_IN_ZIPS } from "../../../scripts/dependency-table/reasons";
import { BUNDLE_OPTIONS, bundleFunctions, type FunctionZips } from "../../../stacks/bundle/bundle-functions";
import { declared, lockfile, nameOf, packageIn, packageJson, readSboms, type Sbom } from "./support";

let zips: FunctionZips;
let sboms: Readonly<Record<FunctionName, Sbom>>;
let inCode: ReadonlyMap<FunctionName, ReadonlySet<string>>;
let validate: ValidateFunction;
beforeAll(async () => {
  validate = cycloneDx();
  zips = await bundleFunctions(process.cwd());
  sboms = readSboms(zips);
  inCode = await packagesInCode();
});

/** From the bundles as they are before they are minified: esbuild writes the path of each file above its code. */
async function packagesInCode(): Promise<typeof inCode> {
  const { outputFiles } = await build({
    ...BUNDLE_OPTIONS,
    entryPoints: Object.fromEntries(FUNCTION_NAMES.map((name) => [name, `functions/${name}/index.ts`])),
    outdir: ".build",
    minify: false,
    sourcemap: false,
    write: false,
  });
  const packages = outputFiles.map(({ path: file, text }) => {
    const places = [...text.matchAll(/^\s*\/\/ (\S*node_modules\/(?:@[^/\s]+\/)?[^/\s]+)\/\S+$/gm)];
    return [
      path.basename(file, ".js") as FunctionName,
      new Set(places.map(([, place = ""]) => installedAt(place))),
    ] as const;
  });
  return new Map(packages);
}

/** "zod@4.6.7", of what lies there. */
function installedAt(place: string): string {
  const { version } = JSON.parse(readFileSync(path.join(place, "package.json"), "utf8")) as { version: string };
  return `${packageIn(place.slice(place.lastIndexOf("node_modules/") + 13))}@${version}`;
}

/** CycloneDX's own schema, with those that it refers to. None of our values has a format of a schema. */
function cycloneDx(): ValidateFunction {
  const folder = path.join(path.dirname(require.resolve("@cyclonedx/cyclonedx-library/package.json")), "res", "schema");
  const read = (name: string) => JSON.parse(readFileSync(path.join(folder, name), "utf8")) as object;
  const ajv = new Ajv({ strict: false, validateFormats: false });
  for (const name of ["spdx.SNAPSHOT.schema.json", "jsf-0.82.SNAPSHOT.schema.json"])
    ajv.addSchema({ ...read(name), $id: `http://cyclonedx.org/schema/${name}` });
  return ajv.compile(read("bom-1.6.SNAPSHOT.schema.json"));
}

describe.each(FUNCTION_NAMES)("the list of what is in %s.zip", (name) => {
  it("is valid CycloneDX 1.6", () => {
    validate(sboms[name]);
    expect(validate.errors).toBeNull();
    expect(sboms[name]).toMatchObject({ bomFormat: "CycloneDX", specVersion: "1.6" });
  });

  it("has every package of which there is code in the bundle, and no other", () => {
    const listed = sboms[name].components.map((one) => `${nameOf(one)}@${one.version}`);
    expect(listed.toSorted()).toEqual([...(inCode.get(name) ?? [])].sort());
    expect(listed.length).toBeGreaterThan(10);
  });

  it("is about that zip, by its hash", () => {
    const { path: file, sha256Base64 } = zips[name];
    const content = createHash("sha256").update(readFileSync(file)).digest("hex");
    expect(sboms[name].metadata.component).toMatchObject({ name, hashes: [{ alg: "SHA-256", content }] });
    expect(Buffer.from(sha256Base64, "base64").toString("hex")).toBe(content);
  });

  it("has of each package the hash that npm compares its archive with", () => {
    for (const one of sboms[name].components) {
      const locked = Object.entries(lockfile)
        .filter(([place, { version }]) => place.endsWith(`node_modules/${nameOf(one)}`) && version === one.version)
        .map(([, { integrity = "" }]) => Buffer.from(integrity.replace("sha512-", ""), "base64").toString("hex"));
      expect(locked).toContain(one.hashes[0]?.content);
      expect(one.hashes).toEqual([{ alg: "SHA-512", content: locked[0] }]);
    }
  });

  it("has no licence that asks for more than to be named", () => {
    const licences = sboms[name].components.flatMap(({ licenses }) => licenses.map(({ license }) => license.id));
    expect(licences.filter((licence) => !LICENSES_IN_ZIPS.includes(licence))).toEqual([]);
  });

  it("shows for each package by way of which others it came, beginning with our own code", () => {
    const ways = new Map(sboms[name].dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
    const reached = new Set<string>();
    const ahead = [name as string];
    for (let ref = ahead.pop(); ref !== undefined; ref = ahead.pop()) {
      if (reached.has(ref)) continue;
      reached.add(ref);
      ahead.push(...(ways.get(ref) ?? []));
    }
    expect([...reached].sort()).toEqual([name, ...sboms[name].components.map((one) => one["bom-ref"])].sort());
  });

  it("begins with packages that package.json declares for what runs, in its version", () => {
    const direct = sboms[name].dependencies.find(({ ref }) => ref === name)?.dependsOn ?? [];
    const components = sboms[name].components.filter((one) => direct.includes(one["bom-ref"]));
    expect(components.length).toBeGreaterThan(3);
    for (const one of components) {
      expect([nameOf(one), one.version]).toEqual([nameOf(one), declared[nameOf(one)]]);
      expect(packageJson.dependencies).toHaveProperty([nameOf(one)]);
    }
  });
});

it("has neither a time nor a serial number, and is the same the second time", async () => {
  const texts = (of: FunctionZips) => FUNCTION_NAMES.map((name) => readFileSync(of[name].sbomPath, "utf8"));
  const before = texts(zips);
  for (const text of before) expect(text).not.toMatch(/timestamp|serialNumber|\d\d\d\d-\d\d-\d\dT/);
  expect(texts(await bundleFunctions(process.cwd()))).toEqual(before);
});

it("the schema would find a mistake", () => {
  const [first] = sboms["add-ip-to-ddb"].components;
  for (const wrong of [
    { ...first, licenses: [{ license: { id: "Of our own" } }] },
    { ...first, hashes: [{ alg: "SHA-512", content: "no digits" }] },
    { ...first, color: "red" },
  ])
    expect(validate({ ...sboms["add-ip-to-ddb"], components: [wrong] })).toBe(false);
});
