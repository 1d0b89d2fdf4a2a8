import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gitTree } from "../../../ops/plan/git-tree";
import { fakeTerraform, type Answers } from "./fake-terraform";
import { planText, resource } from "./plan-json";

let folder: string;
let outdir: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "sechub live-"));
  outdir = path.join(folder, "cdktf.out");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs what `npm run plan -- …` runs, with a terraform that answers so. */
function plan(answers: Answers | undefined, args: readonly string[] = []) {
  const binary = answers ? fakeTerraform(folder, answers).binary : path.join(folder, "none");
  const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/run.mjs", "ops/plan/main.ts", ...args], {
    env: { PATH: process.env["PATH"], CDKTF_OUTDIR: outdir, TERRAFORM_BINARY_NAME: binary },
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}
const calls = () =>
  readFileSync(path.join(folder, "calls.jsonl"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as string[]);

const CREATE = { stdout: planText({ resource_changes: [resource("aws_sqs_queue.q", { after: {} })] }) };

describe("npm run plan", () => {
  it("plans stack after stack, keeps the plans for their owner alone, and says what it does on stderr", () => {
    const { status, stdout, stderr } = plan({ show: CREATE }, ["--env", "prod"]);

    expect(status).toBe(2);
    expect(stdout).toContain("Plan of prod: changes in 3 of 3 stacks.");
    expect(stderr.trimEnd().split("\n")).toEqual([
      "synthesizing",
      ...["shared", "orchestration", "routing"].flatMap((stack) => [`${stack}: init`, `${stack}: plan`]),
    ]);
    const of = (stack: string, name: string) => path.join(outdir, "plans", `${stack}.${name}`);
    const at = (stack: string) => `-chdir=${path.join(outdir, "stacks", stack)}`;
    expect(calls().slice(1, 5)).toEqual([
      [at("shared"), "init", "-no-color", "-input=false", "-reconfigure"],
      // Whether there is a rule group that need not be read.
      [at("shared"), "state", "pull"],
      [at("shared"), "plan", "-no-color", "-input=false", "-lock=false", `-out=${of("shared", "tfplan")}`],
      [at("shared"), "show", "-no-color", "-json", of("shared", "tfplan")],
    ]);
    expect(calls()).toHaveLength(11);
    const origin = JSON.parse(readFileSync(path.join(outdir, "plans", "origin.json"), "utf8")) as Record<
      string,
      object
    >;
    expect(origin).toMatchObject({ environment: "prod" });
    expect(origin.tree).toBe(gitTree());
    expect(Object.keys(origin.synthesized ?? {})).toContain("shared/cdk.tf.json");
    expect(Object.keys(origin.synthesized ?? {}).filter((file) => file.endsWith(".zip"))).toHaveLength(5);
    expect(Object.keys(origin.plans ?? {})).toHaveLength(6);
    for (const name of ["tfplan", "json"]) expect(statSync(of("routing", name)).mode & 0o077).toBe(0);
    expect(plan({}, ["--from", path.join(outdir, "plans"), "--env", "prod"]).stdout).toBe(stdout);
  });

  it("ends with 0 when nothing changes", () => {
    expect(plan({}).status).toBe(0);
  });

  it.each([
    ["terraform is missing", undefined, /none cannot be run \(ENOENT\): install terraform 1\.10 or newer/],
    [
      "terraform is too old",
      { version: { stdout: '{"terraform_version":"1.9.8"}' } },
      /terraform 1\.9\.8 is too old: the stacks need 1\.10 or newer/,
    ],
    ["it is no terraform", { version: { stdout: "hello" } }, /does not answer with a version/],
  ])("ends with 1 and one line when %s, and writes nothing", (_, answers, line) => {
    const { status, stdout, stderr } = plan(answers);

    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr.trimEnd()).toMatch(line);
    expect(stderr.trimEnd()).not.toContain("\n");
    expect(existsSync(outdir)).toBe(false);
  });
});

describe("a terraform that fails", () => {
  it("ends with 1, with one line that names the stack and what helps, then terraform's own words", () => {
    const expired = "\nError: Retrieving AWS account details: api error ExpiredToken\n\n  with provider aws\n";
    const { status, stdout, stderr } = plan({ plan: { status: 1, stderr: expired } });

    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr.split("\n").slice(3)).toEqual([
      "shared: terraform plan failed: the AWS credentials have expired: sign in again (aws sso login), then run it again",
      "  Error: Retrieving AWS account details: api error ExpiredToken",
      "    with provider aws",
      "",
    ]);
    expect(existsSync(path.join(outdir, "plans", "shared.json"))).toBe(false);
  });
});
