import { rmSync } from "node:fs";
import { OpsError } from "../command/ops-error";
import { EXIT_CODES } from "../plan/gates";
import { plansFolder } from "../terraform/plan-stacks";
import { applyPlan, ApplyFailed } from "./apply-plan";
import { planToApply } from "./plan-to-apply";
import type { Planned } from "./planned";
import type { Session } from "./session";

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
      try {
        const plan = await planToApply(session, { planned, stack, applied, anew });
        if (plan !== undefined) await applyPlan(session, stack, plan);
        session.io.write(`${stack.stack}: ${plan === undefined ? "no changes" : "applied"}`);
        if (plan !== undefined) applied.push(stack.stack);
      } catch (error) {
        if (!(error instanceof OpsError)) throw error;
        const inPart = error instanceof ApplyFailed && error.begun;
        const left = planned.stacks.slice(inPart ? index + 1 : index).map((one) => one.stack);
        const exitCode = error.code === "GATE_HIT" ? EXIT_CODES.gate : EXIT_CODES.error;
        return { applied, stopped: { stack: stack.stack, why: error, inPart, left, exitCode } };
      }
    }
    return { applied, stopped: undefined };
  } finally {
    rmSync(anew, { recursive: true, force: true });
  }
}
