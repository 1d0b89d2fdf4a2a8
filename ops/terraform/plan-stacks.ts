import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Config } from "../../config/schema";
import { synthesize } from "../../stacks/synthesize";
import { readPlan } from "../plan/read-plan";
import { jsonFile, planFile, waitingFile } from "../plan/saved-plans";
import { summarize, type PlannedStack } from "../plan/summary";
import { requireTerraform, runTerraform, type Terraform } from "./run-terraform";
import { stackFolders, type StackFolder } from "./stack-folders";
import { lacksOutputs, terraformFailure } from "./terraform-failure";

type Say = (line: string) => void;

/**
 * Synthesizes and plans every stack of an environment, in order, to files below `outdir/plans`.
 * @throws OpsError that names the stack, with terraform's own words
 */
export async function planStacks(config: Config, outdir: string, say: Say): Promise<readonly PlannedStack[]> {
  await requireTerraform(runTerraform, process.cwd());
  say("synthesizing");
  await synthesize(config, outdir);
  return planFolders(stackFolders(outdir), path.join(outdir, "plans"), runTerraform, say);
}

/** The same for stacks that are synthesized. */
export async function planFolders(
  stacks: readonly StackFolder[],
  plans: string,
  terraform: Terraform,
  say: Say,
): Promise<readonly PlannedStack[]> {
  // A plan of an earlier run, or of another environment, must not be taken for one of this.
  rmSync(plans, { recursive: true, force: true });
  // Terraform writes secrets in clear into a plan.
  mkdirSync(plans, { recursive: true, mode: 0o700 });
  const planned: PlannedStack[] = [];
  for (const stack of stacks) planned.push(await planStack(stack, planned, plans, terraform, say));
  return planned;
}

async function planStack(
  { stack, folder, needs }: StackFolder,
  earlier: readonly PlannedStack[],
  plans: string,
  terraform: Terraform,
  say: Say,
): Promise<PlannedStack> {
  say(`${stack}: init`);
  // The folder may be initialized for another environment, whose state is elsewhere: nothing is to be moved from there.
  const init = await terraform(folder, ["init", "-no-color", "-input=false", "-reconfigure"]);
  if (init.status !== 0) throw terraformFailure(stack, "init", init);

  say(`${stack}: plan`);
  const file = planFile(plans, stack);
  const plan = await terraform(folder, ["plan", "-no-color", "-input=false", "-lock-timeout=30s", `-out=${file}`]);
  if (plan.status !== 0) {
    const waitsFor = changing(earlier).filter((name) => needs.includes(name));
    if (waitsFor.length === 0 || !lacksOutputs(plan)) throw terraformFailure(stack, "plan", plan);
    // What an errored run leaves is no plan to apply.
    rmSync(file, { force: true });
    writePrivate(waitingFile(plans, stack), `${waitsFor.join("\n")}\n`);
    return { stack, waitsFor };
  }
  chmodSync(file, 0o600);

  const show = await terraform(folder, ["show", "-no-color", "-json", file]);
  if (show.status !== 0) throw terraformFailure(stack, "show", show);
  writePrivate(jsonFile(plans, stack), show.stdout);
  return { stack, plan: readPlan(stack, show.stdout) };
}

const changing = (planned: readonly PlannedStack[]): readonly string[] =>
  summarize(undefined, planned)
    .stacks.filter(({ changes }) => changes)
    .map(({ stack }) => stack);

const writePrivate = (file: string, text: string): void => writeFileSync(file, text, { mode: 0o600 });
