import { readFileSync } from "node:fs";
import type { z } from "zod";
import { configSchema } from "../../config/schema";
import { PERMANENT_ERRORS, RETRYABLE_ERRORS } from "../../functions/contract/errors";
import { REFUSAL_CODES } from "../../functions/domain/refusals";

const read = (file: string) => readFileSync(file, "utf8");

/** Paths of all settings; a table of its own ends a path where a reader writes one object. */
function settings(schema: z.ZodType, path = ""): readonly string[] {
  const definition = schema.def as { innerType?: z.ZodType; shape?: Record<string, z.ZodType> };
  if (definition.innerType) return settings(definition.innerType, path);
  const ends = path === "firewall.policy" || definition.shape === undefined;
  return ends
    ? [path]
    : Object.entries(definition.shape ?? {}).flatMap(([name, inner]) =>
        settings(inner, path === "" ? name : `${path}.${name}`),
      );
}

describe("README, Configure", () => {
  const rows = new Map(
    [...read("README.md").matchAll(/^\| `([\w.]+)` +\| (.*?) +\|/gm)].map(([, name = "", value = ""]) => [name, value]),
  );

  it("has a row for every setting and no other", () => {
    expect([...rows.keys()].sort()).toEqual([...settings(configSchema)].sort());
  });

  it("states the defaults that the schema has", () => {
    const defaults = configSchema.parse({}) as Record<string, unknown>;
    for (const [name, shown] of rows) {
      const value = name
        .split(".")
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], defaults);
      const expected =
        name === "backend" ? '{ type: "local" }' : typeof value === "string" ? value : JSON.stringify(value);
      if (name === "slack.webhookParameter") expect(shown).toBe("`/<prefix>/slack-webhook-url`");
      else expect(`${name} ${shown}`).toBe(`${name} ${value === undefined ? "none" : `\`${expected}\``}`);
    }
  });
});

describe("docs/errors.md", () => {
  it.each([...RETRYABLE_ERRORS, ...PERMANENT_ERRORS, ...REFUSAL_CODES])("explains %s", (code) => {
    expect(read("docs/errors.md")).toContain(`\`${code}\``);
  });
});

describe("links between the documents", () => {
  it.each(["README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/runbook.md", "docs/errors.md"])(
    "of %s lead somewhere",
    (file) => {
      const folder = file.includes("/") ? "docs/" : "";
      const targets = [...read(file).matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, target = ""]) =>
        target.replace(/\/$/, ""),
      );
      for (const target of targets) expect(() => readFileSync(`${folder}${target}`)).not.toThrow(/ENOENT/);
    },
  );
});
