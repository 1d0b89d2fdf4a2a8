import { STATE_BUCKET_KEY } from "../../stacks/state-bucket-stack";
import type { StatePlace } from "../../stacks/base-stack";
import { OpsError } from "../command/ops-error";
import { renderText, withoutControls } from "../plan/render-text";
import { reportOf } from "../plan/report";
import { planFile } from "../plan/saved-plans";
import { summarize } from "../plan/summary";
import { LOCK_PATIENCE } from "../terraform/plan-stack";
import { planFolders, plansFolder } from "../terraform/plan-stacks";
import { stackFolders } from "../terraform/stack-folders";
import { terraformFailure } from "../terraform/terraform-failure";
import { bootstrapFolder, STACK, type Session } from "./session";

/** The state where it ends: in the bucket that the stack is about. */
export const IN_BUCKET: StatePlace = { key: STATE_BUCKET_KEY };

export interface PlannedBucket {
  readonly changes: boolean;
  /** As `npm run plan` words it. */
  readonly text: string;
  /** @throws OpsError that says how to go on */
  readonly apply: () => Promise<void>;
}

/** Writes the stack with its state there, and plans it. @throws OpsError with terraform's own words */
export async function planBucket(session: Session, state: StatePlace): Promise<PlannedBucket> {
  const { config, terraform, io } = session;
  const outdir = bootstrapFolder(session);
  await session.writeStack(config, state, outdir);
  const stacks = stackFolders(outdir);
  const planned = await planFolders(stacks, plansFolder(outdir), terraform, io.note);
  const summary = summarize(config.environment, planned);
  return {
    changes: summary.changes,
    text: renderText(reportOf(summary, [])).trimEnd(),
    apply: async () => {
      for (const { folder } of stacks) await apply(session, folder, planFile(plansFolder(outdir), STACK));
    },
  };
}

async function apply({ terraform, io, config }: Session, folder: string, plan: string): Promise<void> {
  io.note(`${STACK}: apply`);
  let outputs = false;
  const result = await terraform(folder, ["apply", "-no-color", "-input=false", LOCK_PATIENCE, plan], (line) => {
    outputs ||= line === "Outputs:";
    if (!outputs && line.trim() !== "") io.note(`  ${withoutControls(line)}`);
  });
  if (result.status === 0) return;
  throw thenGoOn(terraformFailure(STACK, "apply", result), config.environment);
}

/** What is made stays known, so the same command goes on from there. */
export const thenGoOn = ({ code, message }: OpsError, environment: string): OpsError =>
  new OpsError(
    code,
    `${message}\nWhat was done is kept. Once that is mended, go on with: npm run bootstrap -- --env ${environment}`,
  );
