import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import type { Config } from "../../config/schema";
import { synthesize } from "../../stacks/synthesize";
import { jsonFile, planFile, waitingFile } from "../plan/saved-plans";
import { REFRESH_ONLY, targetsBesideGroup } from "../terraform/first-look";
import type { LiveGroup } from "../terraform/live-group";
import { requireTerraform, runTerraform, type Terraform } from "../terraform/run-terraform";
import { stackFolders, type StackFolder } from "../terraform/stack-folders";
import { lacksOutputs, terraformFailure } from "../terraform/terraform-failure";
import { seenStack, type SeenStack } from "./stack-drift";

type Say = (line: string) => void;

/**
 * Synthesizes, and lets terraform read every resource of every stack, to files in the folder. Writes no state.
 * @throws OpsError that names the stack, with terraform's own words
 */
export async function refreshStacks(
  config: Config,
  outdir: string,
  seen: string,
  say: Say,
  live: LiveGroup,
): Promise<readonly SeenStack[]> {
  await requireTerraform(runTerraform, process.cwd());
  say("synthesizing");
  await synthesize(config, outdir);
  return refreshFolders(stackFolders(outdir), seen, runTerraform, say, live);
}

/** The same for stacks that are synthesized. */
export async function refreshFolders(
  stacks: readonly StackFolder[],
  folder: string,
  terraform: Terraform,
  say: Say,
  live?: LiveGroup,
): Promise<readonly SeenStack[]> {
  emptyFolder(folder);
  const seen: SeenStack[] = [];
  for (const stack of stacks) seen.push(await refreshStack(stack, folder, { terraform, say, live }));
  return seen;
}

/** What an earlier run saw, or one of another environment, must not be taken for what this one sees. */
export function emptyFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  // Terraform writes secrets in clear into a plan.
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}

async function refreshStack(
  { stack, folder, needs }: StackFolder,
  seen: string,
  { terraform, say, live }: { readonly terraform: Terraform; readonly say: Say; readonly live: LiveGroup | undefined },
): Promise<SeenStack> {
  say(`${stack}: init`);
  // The folder may be initialized for another environment, whose state is elsewhere: nothing is to be moved from there.
  const init = await terraform(folder, ["init", "-no-color", "-input=false", "-reconfigure"]);
  if (init.status !== 0) throw terraformFailure(stack, "init", init);

  // Where the API says that the group is as it was deployed, Terraform reads only the others.
  const targets = await targetsBesideGroup({ stack, folder, needs }, { terraform, say, live });
  say(`${stack}: refresh`);
  const file = planFile(seen, stack);
  const plan = await terraform(folder, [...REFRESH_ONLY, `-out=${file}`, ...(targets ?? [])]);
  // 2: something is other than in the state, if only the rules of the group. The JSON tells what.
  if (plan.status !== 0 && plan.status !== 2) {
    rmSync(file, { force: true });
    if (needs.length === 0 || !lacksOutputs(plan)) throw terraformFailure(stack, "plan -refresh-only", plan);
    writePrivate(waitingFile(seen, stack), `${needs.join("\n")}\n`);
    return { stack, waitsFor: needs };
  }
  chmodSync(file, 0o600);
  const show = await terraform(folder, ["show", "-no-color", "-json", file]);
  rmSync(file);
  if (show.status !== 0) throw terraformFailure(stack, "show", show);
  writePrivate(jsonFile(seen, stack), show.stdout);
  return seenStack(stack, stack, show.stdout);
}

const writePrivate = (file: string, text: string): void => writeFileSync(file, text, { mode: 0o600 });
