import { existsSync } from "node:fs";
import { OpsError } from "../command/ops-error";
import { readOrigin, requireSameOrigin, requireSameSynth, writeOrigin } from "../plan/origin";
import { planFile, requireFolder, savedPlans } from "../plan/saved-plans";
import type { PlannedStack } from "../plan/summary";
import { liveGroup } from "../terraform/live-group";
import { planFolders, plansFolder } from "../terraform/plan-stacks";
import { stackFolders, type StackFolder } from "../terraform/stack-folders";
import { refuseStateLeftBehind } from "../terraform/state-left-behind";
import type { Session } from "./session";

/** What is shown before the question, and applied after it. */
export interface Planned {
  readonly stacks: readonly StackFolder[];
  /** In the order of the stacks. */
  readonly shown: readonly PlannedStack[];
  /** Where the plans are. */
  readonly folder: string;
  /** Somebody has looked at exactly this: nothing else is applied. */
  readonly reviewed: boolean;
}

/** Plans every stack, or reads what was planned and reviewed. @throws OpsError, and nothing was changed */
export const plannedOf = (session: Session): Promise<Planned> =>
  session.options.plan === undefined ? plannedNow(session) : reviewed(session, session.options.plan);

async function plannedNow(session: Session): Promise<Planned> {
  const { outdir, terraform, io, tree, env } = session;
  const stacks = await synthesized(session);
  const folder = plansFolder(outdir);
  const { target } = session.connection;
  const { config } = target;
  const shown = await planFolders(stacks, folder, terraform, io.note, { live: liveGroup(target, env) });
  refuseStateLeftBehind(config, outdir, shown);
  writeOrigin(folder, { environment: config.environment, tree: tree(), outdir });
  return { stacks, shown, folder, reviewed: false };
}

async function reviewed(session: Session, folder: string): Promise<Planned> {
  requireFolder("--plan", folder);
  const origin = readOrigin(folder);
  const { environment } = session.connection.target.config;
  requireSameOrigin(folder, origin, { environment, tree: session.tree() });
  const saved = savedPlans(folder);
  const lost = saved.find((one) => "plan" in one && !existsSync(planFile(folder, one.stack)));
  if (lost !== undefined) throw new OpsError("PLAN_MISSING", `${planFile(folder, lost.stack)} is missing: plan again`);
  const stacks = await synthesized(session);
  requireSameSynth(folder, origin, session.outdir);
  const shown = stacks.flatMap(({ stack }) => saved.find((one) => one.stack === stack) ?? []);
  return { stacks, shown, folder, reviewed: true };
}

async function synthesized({ connection, synthesize, outdir, io }: Session): Promise<readonly StackFolder[]> {
  io.note("synthesizing");
  await synthesize(connection.target.config, outdir);
  return stackFolders(outdir);
}
