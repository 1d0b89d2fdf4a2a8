import { confirm } from "../command/confirm";
import { OpsError } from "../command/ops-error";
import { gatesHit } from "../plan/gates";
import { renderText } from "../plan/render-text";
import { reportOf } from "../plan/report";
import { planFile, stackDifferences } from "../plan/saved-plans";
import { summarize, type PlannedStack } from "../plan/summary";
import { initStack, planStack } from "../terraform/plan-stack";
import { emptyPlans } from "../terraform/plan-stacks";
import type { StackFolder } from "../terraform/stack-folders";
import type { Planned } from "./planned";
import type { Session } from "./session";

interface Turn {
  readonly planned: Planned;
  readonly stack: StackFolder;
  /** Those in front of it that this run has applied. */
  readonly applied: readonly string[];
  /** A folder for plans that are made anew. */
  readonly anew: string;
}

/**
 * The plan of a stack whose turn it is; undefined when there is nothing to do.
 *
 * | in front of it | was shown            | does the same by now | what is applied                                          |
 * |----------------|----------------------|----------------------|----------------------------------------------------------|
 * | none applied   | yes                  | Terraform sees to it | the plan that was shown, to the byte                     |
 * | some applied   | yes                  | yes                  | a new plan: it reads what they put out                   |
 * | some applied   | yes                  | no                   | the new plan, after a question; what is reviewed: nothing |
 * | some applied   | no: it waited for them | -                  | the same                                                 |
 *
 * Terraform refuses a plan whose own state has moved, not one whose neighbours' outputs have.
 * @throws OpsError: why it is not applied
 */
export async function planToApply(
  session: Session,
  { planned, stack, applied, anew }: Turn,
): Promise<string | undefined> {
  const planning = { terraform: session.terraform, say: session.io.note };
  const { reviewed, folder } = planned;
  const shown = planned.shown.find((one) => one.stack === stack.stack);
  const wasPlanned = shown !== undefined && "plan" in shown;
  if (wasPlanned && applied.length === 0) {
    if (!changes(shown)) return undefined;
    if (reviewed) await initStack(stack, planning, folder);
    return planFile(folder, stack.stack);
  }
  if (reviewed && !wasPlanned) throw new OpsError("PLAN_OTHER", NOT_REVIEWED(stack.stack));

  if (reviewed) await initStack(stack, planning, folder);
  emptyPlans(anew);
  const now = await planStack(stack, [], anew, planning);
  if (!changes(now)) return undefined;
  const different = wasPlanned ? stackDifferences(stack.stack, folder, anew) : undefined;
  if (different === undefined || different.length > 0) await agree(session, { now, different, reviewed });
  return planFile(anew, stack.stack);
}

interface Other {
  readonly now: PlannedStack;
  /** undefined: nothing of it was shown. */
  readonly different: readonly string[] | undefined;
  readonly reviewed: boolean;
}

/** Shows what was not shown before, and goes on only if that is wanted. */
async function agree({ io, options, connection }: Session, { now, different, reviewed }: Other): Promise<void> {
  const summary = summarize(connection.target.config.environment, [now]);
  const hit = gatesHit(options.gates, summary);
  io.note(renderText(reportOf(summary, hit)).trimEnd());
  const { stack } = now;
  const what =
    different === undefined
      ? `${stack} could not be planned before; this is what it does`
      : `${stack} would not do what was shown, in: ${different.join(", ")}`;
  if (reviewed) throw new OpsError("PLAN_OTHER", what);
  if (hit.length > 0) throw new OpsError("GATE_HIT", `${stack} does what --fail-on names: ${hit.join(", ")}`);
  if (options.yes) return io.note(what);
  await confirm([what], options, io).catch(() => {
    throw new OpsError("DECLINED", `${stack}: not applied, as you said`);
  });
}

const NOT_REVIEWED = (stack: string): string =>
  `${stack} could not be planned before the stacks in front of it were applied, so nobody has looked at what it does`;

const changes = (planned: PlannedStack): boolean => summarize(undefined, [planned]).changes;
