import { EMPTY_PLAN, type Plan } from "./plan";
import { stackSummary, type StackSummary } from "./stack-summary";

/** A stack's plan, or the earlier stacks that must be applied before it can be planned. */
export type SeenPlan =
  { readonly stack: string; readonly plan: Plan } | { readonly stack: string; readonly waitsFor: readonly string[] };

/** The same, or the file that a folder of plans lacks. */
export type PlannedStack = SeenPlan | { readonly stack: string; readonly lacks: string };

export interface Summary {
  readonly environment: string | undefined;
  readonly changes: boolean;
  readonly stacks: readonly StackSummary[];
}

/** Everything that a reviewer is told, in data: the renderers only word it. */
export function summarize(environment: string | undefined, stacks: readonly PlannedStack[]): Summary {
  const summaries = stacks.map((planned) =>
    "plan" in planned
      ? stackSummary(planned.stack, planned.plan)
      : { ...stackSummary(planned.stack, EMPTY_PLAN), ...planned, whole: false, changes: true },
  );
  const told = summaries.map((one, index) => ({
    ...one,
    readsOld:
      one.waitsFor.length > 0
        ? []
        : summaries
            .slice(0, index)
            .filter(putsOutOther)
            .map(({ stack }) => stack),
  }));
  return { environment, changes: told.some(({ changes }) => changes), stacks: told };
}

/** cdktf names what one stack reads of another so; other outputs are for people. */
const putsOutOther = ({ outputs }: StackSummary): boolean =>
  outputs.some(({ name }) => name.startsWith("cross-stack-output-"));
