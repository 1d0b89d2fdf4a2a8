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

export interface StackSummary {
  readonly stack: string;
  readonly waitsFor: readonly string[];
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
  readonly knownAfterApply: number;
}

/** Everything that a reviewer is told about a stack, in data. */
export function stackSummary(stack: string, plan: Plan): StackSummary {
  const planned = plan.changes.filter(
    (change) => change.action !== "no-op" || change.movedFrom !== undefined || change.imported,
  );
  const outputs = plan.outputs.filter(({ action }) => action !== "no-op").map(outputSummary);
  const resources = planned.map(resourceSummary);
  const count = (action: Action) => planned.filter((change) => change.action === action).length;
  return {
    stack,
    waitsFor: [],
    readsOld: [],
    whole: plan.complete && plan.deferred.length === 0,
    changes: planned.length + outputs.length + plan.deferred.length > 0 || plan.applyable === true || !plan.complete,
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
    knownAfterApply: resources.reduce((sum, { knownAfterApply }) => sum + knownAfterApply, 0),
  };
}

const SEVERITY: readonly Loss["action"][] = ["destroy", "replace", "forget"];
