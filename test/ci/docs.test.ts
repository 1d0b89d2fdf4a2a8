import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { workflows } from "./workflows";

const text = readFileSync("docs/ci.md", "utf8");
const blocks = (language: string): readonly string[] =>
  [...text.matchAll(new RegExp(`^( *)\`\`\`${language}\n([^]*?)^ *\`\`\`$`, "gm"))].map(([, , block = ""]) => block);

describe("docs/ci.md", () => {
  it("has links that lead somewhere", () => {
    const targets = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, target = ""]) => target);
    for (const target of targets) expect([target, existsSync(path.join("docs", target))]).toEqual([target, true]);
  });

  it("explains every variable that the workflows read", () => {
    const variables = new Set(workflows.flatMap((workflow) => workflow.text.match(/(?<=\bvars\.)\w+/g) ?? []));
    expect(variables.size).toBeGreaterThan(3);
    for (const variable of variables) expect(text).toContain(`\`${variable}\``);
  });

  it("has policies that are JSON, and trust nobody by a wildcard", () => {
    const [trust, reads] = blocks("json").map((block) => JSON.parse(block) as { Statement: { Action: unknown }[] });
    expect(JSON.stringify(trust)).not.toContain("*");
    const actions = reads?.Statement.flatMap(({ Action }) => Action as string | string[]) ?? [];
    const writes = actions.filter((action) => !/:(Describe|Get|List|Scan|Validate)/.test(action));
    expect(actions.length).toBeGreaterThan(20);
    expect(writes).toEqual([]);
  });

  it("has a pipeline for GitLab that is YAML and runs scripts that there are", () => {
    const [pipeline = ""] = blocks("yaml");
    expect(Object.keys(parse(pipeline) as object)).toEqual(
      expect.arrayContaining(["check", "plan", "deploy", "drift"]),
    );
    const scripts = pipeline.match(/\.github\/[\w/.-]+\.sh/g) ?? [];
    expect(scripts.map((script) => path.basename(script))).toEqual(["plan.sh", "deploy.sh", "drift.sh"]);
    for (const script of scripts) expect(existsSync(script)).toBe(true);
  });
});
