import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

let folder: string;
let outdir: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "sechub synth-"));
  outdir = path.join(folder, "cdktf.out");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs what `npm run synth -- …` runs. */
function synth(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/run.mjs", "scripts/synth.ts", ...args], {
    env: { PATH: process.env["PATH"], CDKTF_OUTDIR: outdir, ...environment },
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

describe("npm run synth", () => {
  it.each([
    ["dev, the default", [], {}, "dev"],
    ["the one of --env", ["--env", "prod"], {}, "prod"],
    ["the one of SECHUB_ENV", [], { SECHUB_ENV: "local" }, "local"],
    ["the one of --env before SECHUB_ENV", ["--env=prod"], { SECHUB_ENV: "local" }, "prod"],
  ])("says which folder and which stacks it wrote, for the environment: %s", (_, args, environment, name) => {
    expect(synth(args, environment)).toEqual({
      status: 0,
      stderr: "",
      stdout: [
        `${outdir}, environment ${name}:`,
        "  shared         stacks/shared/cdk.tf.json",
        "  orchestration  stacks/orchestration/cdk.tf.json",
        "  routing        stacks/routing/cdk.tf.json",
        "",
      ].join("\n"),
    });
    expect(existsSync(path.join(outdir, "stacks", "routing", "cdk.tf.json"))).toBe(true);
  });

  it.each([
    ["an option that there is not", ["--environment", "prod"], "Unknown option '--environment'"],
    ["an argument", ["prod"], "Unexpected argument 'prod'"],
    ["an option without its value", ["--env"], "Option '--env <value>' argument missing"],
  ])("ends with 1 and one line for %s, and writes nothing", (_, args, problem) => {
    expect(synth(args)).toEqual({
      status: 1,
      stdout: "",
      stderr: `${problem}; npm run synth -- --help lists the options\n`,
    });
    expect(existsSync(outdir)).toBe(false);
  });

  it("explains itself with --help, and writes nothing", () => {
    const { status, stdout } = synth(["--help"]);

    expect(status).toBe(0);
    for (const part of ["--env", "--help", "dev, prod, local", "cdktf.out"]) expect(stdout).toContain(part);
    expect(existsSync(outdir)).toBe(false);
  });
});
