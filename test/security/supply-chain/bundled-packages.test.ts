import type { Metafile } from "esbuild";
import { packagesOf } from "../../../stacks/bundle/bundled-packages";
import type { Lockfile } from "../../../stacks/bundle/lockfile";
import { renderSbom } from "../../../stacks/bundle/sbom";

const locked = (version: string) => ({ version, license: "MIT", integrity: "sha512-AAEC" });
const LOCKFILE: Lockfile = {
  "": { version: "1.0.0", license: "MIT" },
  "node_modules/a": locked("1.0.0"),
  "node_modules/barrel": locked("2.0.0"),
  "node_modules/@b/b": locked("3.0.0"),
  "node_modules/a/node_modules/@b/b": locked("3.0.0"),
  "node_modules/unused": locked("4.0.0"),
};

/** Files with the bytes of each that were written, and what they import. */
function bundle(files: Readonly<Record<string, readonly [bytes: number, ...imports: string[]]>>) {
  const inputs = Object.entries(files).map(([file, [, ...imports]]) => [
    file,
    {
      bytes: 9,
      imports: imports.map((path) => ({ path, kind: "import-statement", external: path.startsWith("node:") })),
    },
  ]);
  const written = Object.entries(files).map(([file, [bytesInOutput]]) => [file, { bytesInOutput }]);
  return {
    metafile: { inputs: Object.fromEntries(inputs) as Metafile["inputs"], outputs: {} },
    output: {
      bytes: 9,
      imports: [],
      exports: [],
      entryPoint: "functions/f/index.ts",
      inputs: Object.fromEntries(written) as Metafile["outputs"][string]["inputs"],
    },
  };
}
const read = (files: Parameters<typeof bundle>[0], lockfile = LOCKFILE, installed?: (place: string) => string) => {
  const { metafile, output } = bundle(files);
  return packagesOf(metafile, output, lockfile, installed ?? ((place) => LOCKFILE[place]?.version));
};

const FILES = {
  "functions/f/index.ts": [5, "node_modules/a/index.js", "node:fs"],
  "node_modules/a/index.js": [
    5,
    "node_modules/barrel/index.js",
    "functions/in-place-of-c.ts",
    "node_modules/unused/index.js",
  ],
  "node_modules/barrel/index.js": [0, "node_modules/@b/b/b.js"],
  "functions/in-place-of-c.ts": [0, "node_modules/a/node_modules/@b/b/b.js"],
  "node_modules/@b/b/b.js": [5],
  "node_modules/a/node_modules/@b/b/b.js": [5],
  "node_modules/unused/index.js": [0],
} satisfies Parameters<typeof bundle>[0];

it("lists the packages with a byte in the bundle, once, with what they import by way of others", () => {
  const { packages, imports } = read(FILES);
  expect(imports).toEqual(["a@1.0.0"]);
  expect([...packages.entries()].map(([key, one]) => [key, one.imports])).toEqual([
    ["a@1.0.0", ["@b/b@3.0.0"]],
    ["@b/b@3.0.0", []],
  ]);
});

it("finds them behind a link, and in a folder that is below a node_modules itself", () => {
  for (const before of ["../../elsewhere/", "../../node_modules/host/"]) {
    const moved = Object.fromEntries(
      Object.entries(FILES).map(([file, [bytes, ...imports]]) => {
        const move = (name: string) => (name.startsWith("node_modules/") ? `${before}${name}` : name);
        return [move(file), [bytes, ...imports.map((name) => move(String(name)))] as const];
      }),
    );
    expect(read(moved as never)).toEqual(read(FILES));
  }
});

describe("what is not locked goes into no zip", () => {
  it.each([
    [
      "another version is installed",
      LOCKFILE,
      () => "0.9.9",
      "a is 1.0.0 in package-lock.json and 0.9.9 in node_modules: run npm ci",
    ],
    [
      "a package is not in the lockfile",
      { "": LOCKFILE[""] },
      undefined,
      "node_modules/a/index.js is bundled, and its package is not in package-lock.json: run npm ci",
    ],
    [
      "the lockfile has no hash of it",
      { ...LOCKFILE, "node_modules/a": { version: "1.0.0", license: "MIT" } },
      undefined,
      "a has no integrity in package-lock.json: run npm install",
    ],
  ])("%s", (_, lockfile, installed, message) => {
    expect(() => read(FILES, lockfile as Lockfile, installed)).toThrow(
      expect.objectContaining({ code: "PACKAGE_NOT_LOCKED", forPeople: true, message }) as Error,
    );
  });
});

it("writes a name with its group, the hash in hex and the licence in the form that fits it", () => {
  const licences = ["MIT", "MIT OR CC0-1.0", "see the text"];
  const packages = licences.map((license, index) => {
    const one = { name: `@b/${index}`, version: "1.0.0-rc.1+x", license, integrity: "sha512-AAEC", imports: [] };
    return [`${one.name}@${one.version}`, one] as const;
  });
  const subject = { name: "f", version: "1.0.0", license: "MIT", zipSha256: Buffer.of(255), esbuildVersion: "1" };
  const sbom = JSON.parse(renderSbom(subject, { packages: new Map(packages), imports: [] })) as {
    components: object[];
  };
  expect(sbom.components[0]).toMatchObject({
    group: "@b",
    name: "0",
    purl: "pkg:npm/%40b/0@1.0.0-rc.1%2Bx",
    hashes: [{ alg: "SHA-512", content: "000102" }],
  });
  expect(sbom.components.map((one) => (one as { licenses: unknown }).licenses)).toEqual([
    [{ license: { id: "MIT" } }],
    [{ expression: "MIT OR CC0-1.0" }],
    [{ license: { name: "see the text" } }],
  ]);
});
