import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import path from "node:path";
import ts from "typescript";
import { declared, packageIn, packageJson } from "./support";

const FOLDERS = ["config", "functions", "local", "ops", "scripts", "stacks", "test"];

/** Used by its name, in a command or in a config, and imported nowhere. */
const TOOLS = ["@swc/core", "@types/jest", "@types/node", "eslint", "jest", "knip"];

const files = [
  ...readdirSync(".").filter((name) => /\.(ts|mjs|cjs)$/.test(name)),
  ...FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => path.join(folder, name)),
  ).filter((name) => /\.(ts|mjs|cjs)$/.test(name)),
];

/** The packages that a file names: imports of every kind, require, require.resolve, and the transforms of jest. */
function packagesNamedIn(text: string): readonly string[] {
  const imported = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  const byName = [...text.matchAll(/\b(?:require\.resolve|load)\(\s*"([^"]+)"|\[\s*"(@swc\/jest)"/g)];
  const specifiers = [...imported, ...byName.map(([, resolved, transform]) => resolved ?? transform ?? "")];
  return specifiers.flatMap((specifier) => packageIn(specifier) ?? []).filter((name) => !builtinModules.includes(name));
}

const named = new Map(files.map((file) => [file, packagesNamedIn(readFileSync(file, "utf8"))]));

it("reads imports as they are written", () => {
  const text = `import a from "a/b"; import type { B } from "@b/b/c"; export * from "c"; const d = require("d");
    const e = await import("e"); require${"."}resolve("f/package.json"); import "./own"; import "node:fs"; import "fs";`;
  expect(packagesNamedIn(text).toSorted()).toEqual(["@b/b", "a", "c", "d", "e", "f"]);
});

it("every package that a file imports is declared", () => {
  const undeclared = [...named].flatMap(([file, names]) =>
    names.filter((name) => declared[name] === undefined).map((name) => `${file}: ${name}`),
  );
  expect(undeclared).toEqual([]);
  expect(files.length).toBeGreaterThan(300);
});

it("what runs in Lambda imports only what is declared for it, and not for development", () => {
  const inFunctions = [...named].filter(([file]) => file.startsWith("functions"));
  const strangers = inFunctions.flatMap(([file, names]) =>
    names.filter((name) => packageJson.dependencies[name] === undefined).map((name) => `${file}: ${name}`),
  );
  expect(strangers).toEqual([]);
});

it("every package that is declared is imported, or is a tool", () => {
  const used = new Set([...named.values()].flat());
  expect(Object.keys(declared).filter((name) => !used.has(name))).toEqual(TOOLS);
});

it("npm run check asks knip for the same, without an exception for a package", () => {
  expect(packageJson.scripts).toMatchObject({
    check: expect.stringContaining("npm run -s unused") as string,
    unused: "knip",
  });
  expect(readFileSync("knip.json", "utf8")).not.toMatch(/ignoreDependencies|"exclude"|ignoreUnresolved/);
});
