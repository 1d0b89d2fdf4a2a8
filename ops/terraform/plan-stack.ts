import { chmodSync, copyFileSync, existsSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readPlan } from "../plan/read-plan";
import { jsonFile, lockFile, planFile, waitingFile } from "../plan/saved-plans";
import type { SeenPlan } from "../plan/summary";
import { changesWhatIsStale, isAsDeployed } from "./first-look";
import type { LiveGroup } from "./live-group";
import type { Terraform } from "./run-terraform";
import type { StackFolder } from "./stack-folders";
import { lacksOutputs, terraformFailure } from "./terraform-failure";

/** What is applied keeps others out, and waits for them: stopped half-way, a deploy is worse off than late. */
export const LOCK_PATIENCE = "-lock-timeout=10m";
/** What is only looked at writes no lock, and holds up nobody's apply: Terraform refuses it if the state has moved since. */
export const NO_LOCK = "-lock=false";

export interface Planning {
  readonly terraform: Terraform;
  /** Says what is being done. */
  readonly say: (line: string) => void;
  /** undefined: the plan is to be applied by this run. */
  readonly lock?: typeof NO_LOCK | typeof LOCK_PATIENCE | undefined;
  /** Whom to ask for the rule group, so that Terraform need not read it; undefined: Terraform reads everything. */
  readonly live?: LiveGroup | undefined;
}

/** Where Terraform keeps which provider it took. */
const ownLockFile = (folder: string): string => path.join(folder, ".terraform.lock.hcl");

/**
 * @param plans plans that are there: then the very provider that made them is taken, and no other
 * @throws OpsError that names the stack, with terraform's own words
 */
export async function initStack(
  { stack, folder }: StackFolder,
  { terraform, say }: Planning,
  plans?: string,
): Promise<void> {
  say(`${stack}: init`);
  const chosen = plans === undefined ? undefined : lockFile(plans, stack);
  const kept = chosen !== undefined && existsSync(chosen);
  if (kept) copyFileSync(chosen, ownLockFile(folder));
  // The folder may be initialized for another environment, whose state is elsewhere: nothing is to be moved from there.
  const args = ["init", "-no-color", "-input=false", "-reconfigure", ...(kept ? ["-lockfile=readonly"] : [])];
  const init = await terraform(folder, args);
  if (init.status !== 0) throw terraformFailure(stack, "init", init);
}

/**
 * Plans a stack that is initialized, to files of the folder.
 * @param changing the stacks in front of it that will put out something else
 * @throws OpsError that names the stack, with terraform's own words
 */
export async function planStack(
  { stack, folder, needs }: StackFolder,
  changing: readonly string[],
  plans: string,
  { terraform, say, lock = LOCK_PATIENCE, live }: Planning,
): Promise<SeenPlan> {
  const stale = await isAsDeployed({ stack, folder, needs }, plans, { terraform, say, live });
  say(`${stack}: plan`);
  const file = planFile(plans, stack);
  const plan = await terraform(
    folder,
    ["plan", "-no-color", "-input=false", lock, ...(stale !== undefined ? ["-refresh=false"] : []), `-out=${file}`],
    (line) => {
      if (line.startsWith("Acquiring state lock")) say(`${stack}: the state is locked; waiting for up to 10 minutes`);
    },
  );
  if (plan.status !== 0) {
    const waitsFor = changing.filter((name) => needs.includes(name));
    if (waitsFor.length === 0 || !lacksOutputs(plan)) throw terraformFailure(stack, "plan", plan);
    // What an errored run leaves is no plan to apply.
    rmSync(file, { force: true });
    writePrivate(waitingFile(plans, stack), `${waitsFor.join("\n")}\n`);
    return { stack, waitsFor };
  }
  chmodSync(file, 0o600);

  const show = await terraform(folder, ["show", "-no-color", "-json", file]);
  if (show.status !== 0) throw terraformFailure(stack, "show", show);
  const read = readPlan(stack, show.stdout);
  if (stale !== undefined && changesWhatIsStale(read, stale)) {
    say(`${stack}: the state holds old values, so terraform reads everything`);
    return planStack({ stack, folder, needs }, changing, plans, { terraform, say, lock });
  }
  writePrivate(jsonFile(plans, stack), show.stdout);
  if (existsSync(ownLockFile(folder))) copyFileSync(ownLockFile(folder), lockFile(plans, stack));
  return { stack, plan: read };
}

const writePrivate = (file: string, text: string): void => writeFileSync(file, text, { mode: 0o600 });
