import { actionRun, type ActionRun } from "./actions";
import { attentionOf } from "./attention";
import { codeChangeOf, type CodeChange } from "./code-changes";
import { definitionChangeOf, type DefinitionChange } from "./definition-changes";
import { iamChangesOf, type IamChange } from "./iam-changes";
import type { Action, Plan } from "./plan";
import {
  allAttributes,
  driftOf,
  lossesOf,
  outputSummary,
  resourceSummary,
  type Drift,
  type Loss,
  type OutputSummary,
  type ResourceSummary,
} from "./resource-summary";
import type { Unshown } from "./unshown";

export interface StackSummary {
  readonly stack: string;
  readonly waitsFor: readonly string[];
  /** The file that the folder lacks: nothing is known of this stack. */
  readonly lacks: string | undefined;
  /** Earlier stacks that will put out something else than this plan has read of them. */
  readonly readsOld: readonly string[];
  /** false: Terraform put something off, or the stack waits, so there is more to come than is seen here. */
  readonly whole: boolean;
  readonly changes: boolean;
  readonly counts: Readonly<Record<Exclude<Action, "no-op"> | "move", number>>;
  readonly losses: readonly Loss[];
  readonly attention: readonly { readonly address: string; readonly means: string }[];
  readonly iam: readonly IamChange[];
  readonly code: readonly CodeChange[];
  readonly definitions: readonly DefinitionChange[];
  readonly resources: readonly ResourceSummary[];
  readonly outputs: readonly OutputSummary[];
  readonly drift: readonly Drift[];
  readonly deferred: readonly string[];
  /** Code that an apply runs, which is no change of a resource. */
  readonly actions: readonly ActionRun[];
  /** Actions that the configuration declares and this plan does not run. */
  readonly idleActions: readonly string[];
  readonly failedChecks: readonly string[];
  /** Parts of the plan that this version does not know. */
  readonly unshown: readonly Unshown[];
  readonly knownAfterApply: number;
}

/** Everything that a reviewer is told about a stack, in data. */
export function stackSummary(stack: string, plan: Plan): StackSummary {
  const planned = plan.changes.filter(
    (change) => change.action !== "no-op" || change.movedFrom !== undefined || change.imported,
  );
  const outputs = plan.outputs.filter(({ action }) => action !== "no-op").map(outputSummary);
  const resources = planned.map(resourceSummary);
  const running = plan.actions.map(({ address }) => address);
  // Terraform says itself that an apply would do nothing: then neither does what is not known.
  const hides = plan.unshown.length > 0 && plan.applyable !== false;
  const count = (action: Action) => planned.filter((change) => change.action === action).length;
  return {
    stack,
    waitsFor: [],
    lacks: undefined,
    readsOld: [],
    whole: plan.complete && plan.deferred.length === 0 && plan.actions.every(isNow) && !hides,
    changes:
      planned.length + outputs.length + plan.deferred.length + plan.actions.length > 0 ||
      plan.applyable === true ||
      !plan.complete ||
      hides,
    counts: {
      destroy: count("destroy"),
      replace: count("replace"),
      forget: count("forget"),
      update: count("update"),
      create: count("create"),
      read: count("read"),
      move: planned.filter(({ movedFrom }) => movedFrom !== undefined).length,
    },
    losses: planned.flatMap(lossesOf).sort((a, b) => SEVERITY.indexOf(a.action) - SEVERITY.indexOf(b.action)),
    attention: planned
      .filter(({ action }) => action === "update")
      .flatMap((change) =>
        attentionOf(change.type, allAttributes(change)).map((means) => ({ address: change.address, means })),
      ),
    iam: planned.flatMap(iamChangesOf),
    code: planned.flatMap((change) => codeChangeOf(change) ?? []),
    definitions: planned.flatMap((change) => definitionChangeOf(change) ?? []),
    resources,
    outputs,
    drift: plan.drift.flatMap(driftOf),
    deferred: plan.deferred,
    actions: plan.actions.map(actionRun),
    idleActions: plan.declaredActions.filter((address) => !running.some((one) => isOf(one, address))),
    failedChecks: plan.failedChecks,
    unshown: plan.unshown,
    knownAfterApply: resources.reduce((sum, { knownAfterApply }) => sum + knownAfterApply, 0),
  };
}

const isNow = ({ deferred }: { readonly deferred: string | undefined }): boolean => deferred === undefined;

/** An action with count or for_each is declared once, and runs by its keys. */
const isOf = (running: string, declared: string): boolean => running === declared || running.startsWith(`${declared}[`);

const SEVERITY: readonly Loss["action"][] = ["destroy", "replace", "forget"];
