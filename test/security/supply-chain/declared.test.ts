import { readFileSync } from "node:fs";
import { dependencyTables } from "../../../scripts/dependency-table/documented";
import { REASONS } from "../../../scripts/dependency-table/reasons";
import { declared, lockfile, packageJson } from "./support";

describe("package.json", () => {
  it.each(Object.entries(declared))("names one version of %s", (_, version) => {
    expect(version).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
  });

  it("overrides what one package says of itself, and nothing else", () => {
    expect(packageJson.overrides).toEqual({ cdktn: { constructs: "$constructs" } });
  });

  it("is what package-lock.json was made from", () => {
    const { dependencies, devDependencies } = lockfile[""] as unknown as typeof packageJson;
    expect({ dependencies, devDependencies }).toEqual({
      dependencies: packageJson.dependencies,
      devDependencies: packageJson.devDependencies,
    });
    for (const [name, version] of Object.entries(declared))
      expect([name, lockfile[`node_modules/${name}`]?.version]).toEqual([name, version]);
  });

  it("has nothing that npm would run before or after another script, which it does not with ignore-scripts", () => {
    const names = Object.keys(packageJson.scripts);
    expect(names.filter((name) => /^(pre|post)/.test(name) || ["install", "prepare"].includes(name))).toEqual([]);
  });
});

describe("docs/dependencies.md", () => {
  const text = readFileSync("docs/dependencies.md", "utf8");
  /** The cells of a table, however prettier has padded them. */
  const cells = (markdown = ""): readonly string[] =>
    markdown
      .trim()
      .split("\n")
      .map((line) => line.replace(/ *\| */g, "|").replace(/-+/g, "-"));

  it("gives a reason for every dependency, and for nothing that is none", () => {
    expect(Object.keys(REASONS).sort()).toEqual(Object.keys(declared).sort());
  });

  it("has tables that are true: npm run dependency-table", async () => {
    for (const [name, expected] of Object.entries(await dependencyTables())) {
      const [, written] =
        new RegExp(`<!-- ${name}: npm run dependency-table -->\n([^]*?)<!-- end -->`).exec(text) ?? [];
      expect(cells(written)).toEqual(cells(expected));
    }
  });

  it("leaves no cell empty or unknown", () => {
    expect(text).not.toMatch(/nobody knows|\| *none *\||\| +\|/);
  });
});
