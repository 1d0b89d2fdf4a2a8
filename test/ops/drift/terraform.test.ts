import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { refreshFolders } from "../../../ops/drift/refresh-stacks";
import { savedStacks } from "../../../ops/drift/saved";
import { stackDrift } from "../../../ops/drift/stack-drift";
import { runTerraform, type Terraform } from "../../../ops/terraform/run-terraform";
import { stackFolders } from "../../../ops/terraform/stack-folders";
import { resource } from "../plan/plan-json";

const TERRAFORM = "terraform";
const installed = spawnSync(TERRAFORM, ["version"]).status === 0;
if (!installed) process.stderr.write("skipped, what terraform itself would show: there is no terraform\n");

const STACKS = ["shared", "orchestration", "routing"];
let outdir: string;
beforeEach(() => {
  outdir = path.join(mkdtempSync(path.join(tmpdir(), "sechub terraform-")), "cdktf.out");
  const stacks = Object.fromEntries(
    STACKS.map((name, index) => [
      name,
      { name, workingDirectory: `stacks/${name}`, dependencies: STACKS.slice(0, index) },
    ]),
  );
  for (const name of STACKS) write(name, { own: { input: name } });
  writeFileSync(path.join(outdir, "manifest.json"), JSON.stringify({ stacks }));
});
afterEach(() => rmSync(path.dirname(outdir), { recursive: true, force: true }));

const stateOf = (stack: string) => path.join(path.dirname(outdir), "state", `${stack}.tfstate`);

/** A stack of terraform's built-in resource, which needs no provider. */
function write(stack: string, terraform_data: object, more: object = {}): void {
  const folder = path.join(outdir, "stacks", stack);
  mkdirSync(folder, { recursive: true });
  const terraform = { backend: { local: { path: stateOf(stack) } } };
  writeFileSync(path.join(folder, "cdk.tf.json"), JSON.stringify({ terraform, resource: { terraform_data }, ...more }));
}

async function apply(stack: string): Promise<void> {
  const folder = path.join(outdir, "stacks", stack);
  for (const args of [
    ["init", "-input=false"],
    ["apply", "-auto-approve", "-input=false"],
  ])
    expect(await runTerraform(folder, args)).toMatchObject({ status: 0 });
}

const seen = () => path.join(outdir, "drift");
const refresh = async (terraform: Terraform = runTerraform) =>
  (await refreshFolders(stackFolders(outdir), seen(), terraform, () => undefined)).map(stackDrift);

const remote = (attribute: string) => ({
  data: { terraform_remote_state: { shared: { backend: "local", config: { path: stateOf("shared") } } } },
  output: { arn: { value: `\${data.terraform_remote_state.shared.outputs.${attribute}}` } },
});

(installed ? describe : describe.skip)("with terraform itself", () => {
  it("sees stacks as they were deployed, past a lock, and changes no state; what a deploy would change is no drift", async () => {
    for (const stack of STACKS) await apply(stack);
    write(
      "shared",
      { own: { input: "merged, not deployed" }, more: { input: "x" } },
      { output: { new: { value: "n" } } },
    );
    const before = STACKS.map((stack) => readFileSync(stateOf(stack), "utf8"));
    writeFileSync(path.join(path.dirname(stateOf("shared")), ".shared.tfstate.lock.info"), "{}");
    const drift = await refresh();

    expect(drift).toMatchObject(STACKS.map((stack) => ({ stack, state: "looked at", changed: [], missing: [] })));
    expect(STACKS.map((stack) => readFileSync(stateOf(stack), "utf8"))).toEqual(before);
    expect(savedStacks(seen()).map(stackDrift)).toEqual(drift);
  }, 240_000);

  it("leaves JSON for its owner alone, no plan file, and nothing of an earlier run", async () => {
    for (const stack of STACKS) await apply(stack);
    mkdirSync(seen(), { recursive: true });
    writeFileSync(path.join(seen(), "rules.json"), "{}");
    await refresh();

    expect(readdirSync(seen()).toSorted()).toEqual(["orchestration.json", "routing.json", "shared.json"]);
    expect(statSync(seen()).mode & 0o077).toBe(0);
    for (const file of readdirSync(seen())) expect(statSync(path.join(seen(), file)).mode & 0o077).toBe(0);
  }, 240_000);

  it("tells what terraform's own JSON says was changed and deleted", async () => {
    for (const stack of STACKS) await apply(stack);
    // The built-in resource never drifts, so what a provider would have found is put into terraform's own JSON.
    const drifts: Terraform = async (folder, args) => {
      const result = await runTerraform(folder, args);
      if (args[0] !== "show" || !folder.endsWith("shared")) return result;
      const resource_drift = [
        resource("terraform_data.own", { before: { input: "shared" }, after: { input: "by hand" } }),
        resource("terraform_data.gone", { before: { input: "x" } }),
      ];
      return { ...result, stdout: JSON.stringify({ ...(JSON.parse(result.stdout) as object), resource_drift }) };
    };
    const [shared] = await refresh(drifts);

    expect(shared).toMatchObject({
      changed: [{ attributes: [{ path: "input", before: '"shared"', after: '"by hand"' }] }],
      missing: [{ address: "terraform_data.gone" }],
    });
    expect(savedStacks(seen()).map(stackDrift)[0]).toEqual(shared);
  }, 240_000);

  it("tells a stack that was never applied, and one that cannot be read without it", async () => {
    write("orchestration", { own: { input: "o" } }, remote("cross-stack-output-arn"));
    await apply("routing");
    const drift = await refresh();

    expect(drift.map(({ state, waitsFor }) => [state, waitsFor])).toEqual([
      ["not deployed", []],
      ["not looked at", ["shared"]],
      ["looked at", []],
    ]);
    expect(existsSync(path.join(seen(), "orchestration.json"))).toBe(false);
    expect(savedStacks(seen()).map(stackDrift)).toEqual(drift);
  }, 240_000);

  it("names the stack, and shows terraform's own words, for what is no such thing", async () => {
    write("shared", { own: { input: "${nothing.at.all}" } });
    await expect(refresh()).rejects.toMatchObject({
      code: "TERRAFORM_FAILED",
      message: expect.stringMatching(
        /^shared: terraform plan -refresh-only failed: it ended with 1\n {2}Error: /,
      ) as string,
    });
  }, 240_000);
});
