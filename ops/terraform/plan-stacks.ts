import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import type { Config } from "../../config/schema";
import { synthesize } from "../../stacks/synthesize";
import { gitTree } from "../plan/git-tree";
import { writeOrigin } from "../plan/origin";
import { summarize, type PlannedStack } from "../plan/summary";
import { initStack, NO_LOCK, planStack, type Planning } from "./plan-stack";
import type { LiveGroup } from "./live-group";
import { requireTerraform, runTerraform, type Terraform } from "./run-terraform";
import { stackFolders, type StackFolder } from "./stack-folders";
import { refuseStateLeftBehind } from "./state-left-behind";

type Say = (line: string) => void;

/** Where the plans of a synth are kept. */
export const plansFolder = (outdir: string): string => path.join(outdir, "plans");

/**
 * Synthesizes and plans every stack of an environment, in order, to files below `outdir/plans`.
 * @throws OpsError that names the stack, with terraform's own words
 */
export async function planStacks(
  config: Config,
  outdir: string,
  say: Say,
  live: LiveGroup,
): Promise<readonly PlannedStack[]> {
  await requireTerraform(runTerraform, process.cwd());
  say("synthesizing");
  await synthesize(config, outdir);
  const plans = plansFolder(outdir);
  const planned = await planFolders(stackFolders(outdir), plans, runTerraform, say, { lock: NO_LOCK, live });
  refuseStateLeftBehind(config, outdir, planned);
  writeOrigin(plans, { environment: config.environment, tree: gitTree(), outdir });
  return planned;
}

/** The same for stacks that are synthesized. */
export async function planFolders(
  stacks: readonly StackFolder[],
  plans: string,
  terraform: Terraform,
  say: Say,
  more: Pick<Planning, "lock" | "live"> = {},
): Promise<readonly PlannedStack[]> {
  emptyPlans(plans);
  const planned: PlannedStack[] = [];
  for (const stack of stacks) {
    await initStack(stack, { terraform, say });
    planned.push(await planStack(stack, changing(planned), plans, { terraform, say, ...more }));
  }
  return planned;
}

/** A folder for plans, for their owner alone: terraform writes secrets in clear into a plan. */
export function emptyPlans(plans: string): void {
  // A plan of an earlier run, or of another environment, must not be taken for one of this.
  rmSync(plans, { recursive: true, force: true });
  mkdirSync(plans, { recursive: true, mode: 0o700 });
}

const changing = (planned: readonly PlannedStack[]): readonly string[] =>
  summarize(undefined, planned)
    .stacks.filter(({ changes }) => changes)
    .map(({ stack }) => stack);
