import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { copyProject, filesBelow, synthProject, trySynthProject } from "../support/project-copy";

/** `node scripts/run.mjs main.ts` in a copy of the project whose config was edited. */
const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "sechub-refused-")));
const project = path.join(folder, "project");
const environmentsFile = path.join(project, "config", "environments.ts");
const outdir = path.join(project, "cdktf.out");
let original = "";

beforeAll(() => {
  copyProject(project);
  original = readFileSync(environmentsFile, "utf8");
});
beforeEach(() => writeFileSync(environmentsFile, original));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const edit = (dev: string) => writeFileSync(environmentsFile, original.replace("dev: {},", `dev: ${dev},`));

describe("a synth with a config that cannot be used", () => {
  it("ends with 1, says why in one readable error without a stack, and writes nothing", () => {
    edit('{ retentionHours: 0, mode: "block" as never }');
    expect(trySynthProject(project)).toEqual({
      status: 1,
      stdout: "",
      stderr: [
        "config/environments.ts cannot be used:",
        '  dev.mode is "block": Invalid option: expected one of "enforce"|"observe"',
        "  dev.retentionHours is 0: Too small: expected number to be >=1",
        "",
      ].join("\n"),
    });
    expect(existsSync(outdir)).toBe(false);
  });

  it("does the same for an environment that is not there", () => {
    expect(trySynthProject(project, { SECHUB_ENV: "stagign" })).toEqual({
      status: 1,
      stdout: "",
      stderr: 'there is no environment "stagign" in config/environments.ts; it has dev, prod, local\n',
    });
    expect(existsSync(outdir)).toBe(false);
  });

  it("leaves the output of the synth before as it was", () => {
    synthProject(project);
    const before = filesBelow(outdir);
    edit("{ retentionHours: 0 }");
    expect(trySynthProject(project).status).toBe(1);
    expect(filesBelow(outdir)).toEqual(before);
  });
});

describe("a config with a mistake of the language", () => {
  /** The line of `dev` in the file. */
  const line = () => original.split("\n").findIndex((text) => text.includes("dev: {},")) + 1;

  it("is named once by file and line when it cannot be read, without a stack", () => {
    edit('{ prefix: "a" mode: "observe" }');
    expect(trySynthProject(project)).toEqual({
      status: 1,
      stdout: "",
      stderr: [
        `config/environments.ts:${line()}:22: Expected "}" but found "mode"`,
        '  dev: { prefix: "a" mode: "observe" },',
        "",
      ].join("\n"),
    });
  });

  it.each([
    ["a name that there is not", "{ prefix: myPrefix }", "ReferenceError: myPrefix is not defined"],
    ["a property of nothing", "{ prefix: process.env.NOWHERE.name }", "TypeError: Cannot read properties of undefined"],
  ])("is named by file and line for %s, without a stack", (_, dev, said) => {
    edit(dev);
    const { status, stderr } = trySynthProject(project);
    expect(status).toBe(1);
    expect(stderr).toMatch(new RegExp(`^config/environments\\.ts:${line()}:\\d+: ${said}.*\n$`));
  });
});

describe("a run that breaks", () => {
  const script = (code: string) => writeFileSync(path.join(project, "main.ts"), code);
  const main = readFileSync(path.join(process.cwd(), "main.ts"), "utf8");
  afterEach(() => script(main));

  it("shows the stack of an error that is not for people, by its place in the source", () => {
    script('throw new Error("a bug");');
    const { status, stderr } = trySynthProject(project);
    expect(status).toBe(1);
    expect(stderr).toContain("a bug");
    expect(stderr).toContain("main.ts:1");
  });

  it("ends with 1 after a rejection, though something is still open", () => {
    script(
      'setInterval(() => undefined, 1000); void Promise.reject(Object.assign(new Error("late"), { forPeople: true }));',
    );
    expect(trySynthProject(project)).toEqual({ status: 1, stdout: "", stderr: "late\n" });
  });
});
