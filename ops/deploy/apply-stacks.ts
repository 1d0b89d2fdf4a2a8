import { rmSync } from "node:fs";
import { OpsError } from "../command/ops-error";
import { EXIT_CODES } from "../plan/gates";
import { isInterrupted } from "../terraform/interruption";
import { plansFolder } from "../terraform/plan-stacks";
import type { StackFolder } from "../terraform/stack-folders";
import { holdsRuleGroup, trimState } from "../terraform/trim-state";
import { applyPlan, ApplyFailed } from "./apply-plan";
import { planToApply } from "./plan-to-apply";
import type { Planned } from "./planned";
import type { Session } from "./session";
import { unforeseen } from "./unforeseen";

/** What came of the stacks, in their order. */
export interface Applied {
  readonly applied: readonly string[];
  readonly stopped: Stop | undefined;
}

/** Why not everything is applied. */
export interface Stop {
  readonly stack: string;
  readonly why: OpsError;
  /** Terraform had begun: some of the stack's resources may be changed. */
  readonly inPart: boolean;
  /** Stacks that were not begun, in their order. */
  readonly left: readonly string[];
  readonly exitCode: number;
}

/** Applies stack after stack, and stops at the first that cannot be. */
export async function applyStacks(session: Session, planned: Planned): Promise<Applied> {
  const anew = `${plansFolder(session.outdir)}-anew`;
  const applied: string[] = [];
  try {
    for (const [index, stack] of planned.stacks.entries()) {
      let applying = false;
      try {
        const plan = await planToApply(session, { planned, stack, applied, anew });
        applying = plan !== undefined;
        if (plan !== undefined) await applyPlan(session, stack, plan).finally(() => trimmed(session, stack));
        if (plan !== undefined) applied.push(stack.stack);
        session.io.write(`${stack.stack}: ${plan === undefined ? "no changes" : "applied"}`);
      } catch (error) {
        const why = error instanceof OpsError ? error : unforeseen(stack.stack, error, session.io);
        // Of what nobody has foreseen nobody knows how far terraform came.
        const inPart = error instanceof ApplyFailed ? error.begun : applying && why !== error;
        const left = planned.stacks.slice(inPart ? index + 1 : index).map((one) => one.stack);
        const exitCode = why.code === "GATE_HIT" ? EXIT_CODES.gate : EXIT_CODES.error;
        return { applied, stopped: { stack: stack.stack, why, inPart, left, exitCode } };
      }
    }
    return { applied, stopped: undefined };
  } finally {
    forget(anew, session);
  }
}

/** An apply may write all rules of the group into the state. A state that stays so costs time, and nothing else. */
async function trimmed({ io, outdir, terraform, connection }: Session, stack: StackFolder): Promise<void> {
  if (isInterrupted() || !holdsRuleGroup(stack)) return;
  try {
    const { addresses } = await trimState(stack, connection.target.config, outdir, terraform);
    if (addresses > 0) io.note(`${stack.stack}: took ${addresses} addresses of the rule group out of the state`);
  } catch (error) {
    io.note(
      `${stack.stack}: the state still holds the rules, so plans are slow (npm run trim-state): ${String(error)}`,
    );
  }
}

/** Not for that is it left untold what is applied. */
function forget(folder: string, { io }: Session): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    io.note(`delete ${folder}, which holds plans with their secrets: ${(error as Error).message}`);
  }
}
