import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { renderText } from "../../../ops/plan/render-text";
import { reportOf } from "../../../ops/plan/report";
import { savedPlans } from "../../../ops/plan/saved-plans";
import { summarize, type Summary } from "../../../ops/plan/summary";
import { planFolders } from "../../../ops/terraform/plan-stacks";
import { requireTerraform, runTerraform } from "../../../ops/terraform/run-terraform";
import { stackFolders } from "../../../ops/terraform/stack-folders";

const TERRAFORM = "terraform";
const installed = spawnSync(TERRAFORM, ["version"]).status === 0;
if (!installed) process.stderr.write("skipped, what terraform itself would show: there is no terraform\n");

const STACKS = ["shared", "orchestration", "routing"];
let outdir: string;
beforeEach(() => {
  outdir = path.join(mkdtempSync(path.join(tmpdir(), "sechub terraform-")), "cdktf.out");
  const stacks = Object.fromEntries(
    // As cdktf writes it: by name, not in order.
    STACKS.toSorted().map((name) => [
      name,
      { name, workingDirectory: `stacks/${name}`, dependencies: STACKS.slice(0, STACKS.indexOf(name)) },
    ]),
  );
  for (const name of STACKS) write(name, {});
  writeFileSync(path.join(outdir, "manifest.json"), JSON.stringify({ stacks }));
});
afterEach(() => rmSync(path.dirname(outdir), { recursive: true, force: true }));

/** A stack of terraform's built-in resource, which needs no provider. */
function write(stack: string, resources: object, more: object = {}, environment = "dev"): void {
  const folder = path.join(outdir, "stacks", stack);
  mkdirSync(folder, { recursive: true });
  const terraform = { backend: { local: { path: `../../../state/${environment}/${stack}.tfstate` } } };
  const resource = Object.keys(resources).length === 0 ? {} : { resource: { terraform_data: resources } };
  writeFileSync(path.join(folder, "cdk.tf.json"), JSON.stringify({ terraform, ...resource, ...more }, undefined, 2));
}

const plans = () => path.join(outdir, "plans");
const plan = async (): Promise<Summary> =>
  summarize("dev", await planFolders(stackFolders(outdir), plans(), runTerraform, () => undefined));
const apply = async (stack: string) => {
  const file = path.join(plans(), `${stack}.tfplan`);
  const { status, stderr } = await runTerraform(path.join(outdir, "stacks", stack), ["apply", "-no-color", file]);
  expect([status, stderr]).toEqual([0, expect.any(String)]);
};

const password = (value: string) => ({ variable: { password: { default: value, sensitive: true } } });
const SECRET = { input: { user: "u", password: "${var.password}" } };

(installed ? describe : describe.skip)("with terraform itself", () => {
  it("is new enough here", async () => {
    await expect(requireTerraform(runTerraform, outdir)).resolves.toBeUndefined();
  });

  it("tells what is made, changed, replaced, destroyed, moved and left, and no secret", async () => {
    write(
      "shared",
      {
        same: { input: "x" },
        changed: { input: "a" },
        replaced: { input: "r", triggers_replace: "one" },
        gone: { input: "g" },
        old: { input: "m" },
        secret: SECRET,
      },
      { ...password("hunter2"), output: { told: { value: "${terraform_data.changed.output}" } } },
    );
    expect((await plan()).stacks[0]?.counts).toMatchObject({ create: 6, update: 0, replace: 0, destroy: 0 });
    await apply("shared");
    expect((await plan()).changes).toBe(false);

    write(
      "shared",
      {
        same: { input: "x" },
        changed: { input: "b" },
        replaced: { input: "r", triggers_replace: "two" },
        renamed: { input: "m" },
        later: { input: "${terraform_data.changed.output}" },
        secret: SECRET,
      },
      {
        ...password("hunter3"),
        moved: [{ from: "terraform_data.old", to: "terraform_data.renamed" }],
        output: { told: { value: "${terraform_data.changed.output}" } },
      },
    );
    const summary = await plan();
    const text = renderText(reportOf(summary, []));

    expect(summary.stacks[0]).toMatchObject({
      counts: { create: 1, update: 2, replace: 1, destroy: 1, move: 1 },
      losses: [
        { address: "terraform_data.gone", because: ["it is not in the configuration any more"] },
        { address: "terraform_data.replaced", because: ['triggers_replace "one" → "two"'] },
      ],
      outputs: [{ name: "told", before: '"a"', after: "known only after apply" }],
    });
    expect(text).toContain('input: "a" → "b"');
    expect(text).toContain("terraform_data.old is now terraform_data.renamed");
    expect(text).not.toContain("terraform_data.same");
    expect(text).not.toMatch(/hunter/);
    expect(summarize("dev", savedPlans(plans()))).toEqual(summary);
  }, 240_000);

  it("shows what one stack reads of another, and plain outputs; and terraform refuses a secret without the mark", async () => {
    const arn = { value: "${terraform_data.topic.output}" };
    const output = { "cross-stack-output-topic_arn": { ...arn, sensitive: false }, alarm_topic_arn: arn };
    write("shared", { topic: { input: "arn:aws:sns:eu-west-1:111122223333:alarms" } }, { output });
    await plan();
    await apply("shared");
    write("shared", { topic: { input: "arn:aws:sns:eu-west-1:111122223333:other" } }, { output });
    const text = renderText(reportOf(await plan(), []));

    expect(text).toContain('alarm_topic_arn: "arn:aws:sns:eu-west-1:111122223333:alarms" → known only after apply');
    expect(text).not.toContain("sensitive");

    const leak = {
      output: { "cross-stack-output-secret": { value: "${terraform_data.topic.input}", sensitive: false } },
    };
    write("shared", { topic: SECRET }, { ...password("hunter2"), ...leak });
    await expect(plan()).rejects.toThrow(/Output refers to sensitive values/);
  }, 240_000);

  it("plans what it can of a first deploy: a stack that reads another waits for it", async () => {
    const remote = (attribute: string) => ({
      data: {
        terraform_remote_state: { shared: { backend: "local", config: { path: "../../../state/dev/shared.tfstate" } } },
      },
      output: { arn: { value: `\${data.terraform_remote_state.shared.outputs.${attribute}}` } },
    });
    write(
      "shared",
      { table: { input: "arn" } },
      { output: { "cross-stack-output-arn": { value: "${terraform_data.table.output}" } } },
    );
    write("orchestration", {}, remote("cross-stack-output-arn"));

    const first = await plan();
    expect(first.stacks.map(({ waitsFor }) => waitsFor)).toEqual([[], ["shared"], []]);
    expect(existsSync(path.join(plans(), "orchestration.tfplan"))).toBe(false);
    expect(summarize("dev", savedPlans(plans()))).toEqual(first);
    expect(renderText(reportOf(first, []))).toContain("orchestration needs what shared will put out");

    await apply("shared");
    expect((await plan()).stacks.map(({ outputs }) => outputs.length)).toEqual([0, 1, 0]);

    // A further output that only the next apply of shared makes.
    write("orchestration", {}, remote("cross-stack-output-new"));
    write(
      "shared",
      { table: { input: "arn" } },
      {
        output: {
          "cross-stack-output-arn": { value: "${terraform_data.table.output}" },
          "cross-stack-output-new": { value: "n" },
        },
      },
    );
    expect((await plan()).stacks[1]?.waitsFor).toEqual(["shared"]);

    // Without a change of shared there is nothing to wait for: it is a mistake.
    write(
      "shared",
      { table: { input: "arn" } },
      { output: { "cross-stack-output-arn": { value: "${terraform_data.table.output}" } } },
    );
    await expect(plan()).rejects.toThrow(
      /^orchestration: terraform plan failed: it ended with 1\n {2}Error: Unsupported attribute/,
    );
  }, 240_000);

  it("goes from one environment to another in the same folder, and keeps no plan of the first", async () => {
    write("shared", { a: { input: "x" } });
    await plan();
    await apply("shared");
    for (const stack of STACKS) write(stack, {}, {}, "prod");
    writeFileSync(path.join(plans(), "other.json"), "{}");

    expect((await plan()).changes).toBe(false);
    expect(existsSync(path.join(plans(), "other.json"))).toBe(false);
  }, 240_000);

  it("names the stack, and shows terraform's own words, for a configuration that it refuses", async () => {
    write("orchestration", { protected: { input: "a", lifecycle: { prevent_destroy: true }, triggers_replace: "1" } });
    await plan();
    await apply("orchestration");
    write("orchestration", { protected: { input: "a", lifecycle: { prevent_destroy: true }, triggers_replace: "2" } });

    await expect(plan()).rejects.toMatchObject({
      code: "TERRAFORM_FAILED",
      message: expect.stringMatching(
        /^orchestration: terraform plan failed: the plan would destroy what must outlive.*\n {2}Error: Instance cannot be destroyed\n/,
      ) as string,
    });
  }, 240_000);
});
