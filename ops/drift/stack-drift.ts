import { attributeChanges, type AttributeChange } from "../plan/attribute-changes";
import { shapeOf } from "../plan/not-shape";
import { EMPTY_PLAN, type Plan, type ResourceChange } from "../plan/plan";
import { readPlan, readRawPlan } from "../plan/read-plan";
import { lossesOf } from "../plan/resource-summary";
import { stackSummary, type StackSummary } from "../plan/stack-summary";

/** A stack as terraform has read it, or why it could not. */
export type SeenStack =
  | { readonly stack: string; readonly plan: Plan; readonly deployed: boolean }
  /** It reads outputs of earlier stacks that are not there. */
  | { readonly stack: string; readonly waitsFor: readonly string[] };

/** What was changed in a stack outside of Terraform. */
export interface StackDrift {
  readonly stack: string;
  readonly state: "looked at" | "not deployed" | "not looked at";
  readonly waitsFor: readonly string[];
  readonly changed: readonly ChangedResource[];
  readonly missing: readonly MissingResource[];
  /** The same changes as a plan would tell them, with before and after of the hand: rights, code, definitions. */
  readonly told: StackSummary;
}

export interface ChangedResource {
  readonly address: string;
  readonly attributes: readonly AttributeChange[];
}

export interface MissingResource {
  readonly address: string;
  readonly type: string;
  /** What it means that it is gone. */
  readonly means: string;
}

export function stackDrift(seen: SeenStack): StackDrift {
  if ("waitsFor" in seen) {
    return { ...nothing(seen.stack), state: "not looked at", waitsFor: seen.waitsFor };
  }
  if (!seen.deployed) return { ...nothing(seen.stack), state: "not deployed" };
  const drift = seen.plan.drift.map(seenOf);
  const changed = drift.filter(isChanged);
  return {
    ...nothing(seen.stack),
    state: "looked at",
    changed: changed.map((change) => ({ address: change.address, attributes: valuesOf(change) })),
    missing: drift
      .filter(({ action }) => action === "destroy")
      .map((change) => ({ address: change.address, type: change.type, means: meaningOf(change) })),
    told: summaryOf(seen.stack, changed),
  };
}

/** A refresh-only plan as terraform show -json prints it. @param source what an error calls it */
export function seenStack(stack: string, source: string, text: string): SeenStack {
  const plan = readPlan(source, text);
  return { stack, plan, deployed: isDeployed(plan, readRawPlan(source, text)) };
}

/** Of a saved plan: whether its stack has ever been applied. */
export function isDeployed(plan: Plan, { prior_state }: Readonly<Record<string, unknown>>): boolean {
  const resources = (prior_state as State | undefined)?.values?.root_module?.resources ?? [];
  // Everything may have been deleted since.
  return plan.drift.length > 0 || resources.some(({ mode }) => mode === "managed");
}

/** What is read of a state in a plan. */
interface State {
  readonly values?: { readonly root_module?: { readonly resources?: readonly { readonly mode?: string }[] } };
}

const nothing = (stack: string) => ({ stack, waitsFor: [], changed: [], missing: [], told: summaryOf(stack, []) });

const summaryOf = (stack: string, changes: readonly ResourceChange[]): StackSummary =>
  stackSummary(stack, { ...EMPTY_PLAN, changes });

function seenOf(change: ResourceChange): ResourceChange {
  const seen = (side: unknown): unknown => {
    const values = shapeOf(change.type, side);
    // The hash that was configured stays what it was when a hand uploads other code; this one is read from AWS.
    return change.type === "aws_lambda_function" && hasDigest(values)
      ? { ...values, source_code_hash: values.code_sha256 }
      : values;
  };
  return { ...change, before: seen(change.before), after: seen(change.after) };
}

const hasDigest = (values: unknown): values is { readonly code_sha256: unknown } =>
  typeof values === "object" && values !== null && "code_sha256" in values;

/** Terraform also lists what only another spelling of "none" tells apart, and what was renamed in the configuration. */
const isChanged = (change: ResourceChange): boolean =>
  change.action !== "destroy" && change.action !== "no-op" && valuesOf(change).length > 0;

const valuesOf = ({ before, after }: ResourceChange): readonly AttributeChange[] => attributeChanges(before, after, {});

/** The plan's words for its destruction, of which only the first sentence is true of what is gone already. */
const meaningOf = (change: ResourceChange): string =>
  (lossesOf(change)[0]?.sentence ?? "").replace(/^[^:]*: /, "").split(". ")[0] ?? "";
