/** Small plans in the form of `terraform show -json`: what a test is about is given, the rest is as terraform writes it. */
import { readPlan } from "../../../ops/plan/read-plan";
import { summarize, type PlannedStack, type Summary } from "../../../ops/plan/summary";

interface ChangeParts {
  readonly actions?: readonly string[];
  readonly before?: unknown;
  readonly after?: unknown;
  readonly unknown?: unknown;
  readonly beforeSensitive?: unknown;
  readonly afterSensitive?: unknown;
  readonly replacePaths?: readonly (readonly (string | number)[])[];
  readonly importing?: unknown;
}

export interface ResourceParts extends ChangeParts {
  readonly reason?: string;
  readonly movedFrom?: string;
}

/** The actions follow from what there is before and after, unless they are given. */
export function change({ actions, before = null, after = null, ...parts }: ChangeParts) {
  const implied = before === null ? "create" : after === null ? "delete" : "update";
  return {
    actions: actions ?? [implied],
    before,
    after,
    after_unknown: parts.unknown ?? {},
    before_sensitive: parts.beforeSensitive ?? false,
    after_sensitive: parts.afterSensitive ?? false,
    ...(parts.replacePaths && { replace_paths: parts.replacePaths }),
    ...(parts.importing !== undefined && { importing: parts.importing }),
  };
}

/** @param address `aws_dynamodb_table.blocklist` */
export function resource(address: string, parts: ResourceParts) {
  const [type = "", name = ""] = address.replace(/\[.*$/, "").split(".");
  return {
    address,
    ...(parts.movedFrom !== undefined && { previous_address: parts.movedFrom }),
    mode: "managed",
    type,
    name,
    provider_name: "registry.terraform.io/hashicorp/aws",
    change: change(parts),
    ...(parts.reason !== undefined && { action_reason: parts.reason }),
  };
}

export function planText(parts: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({
    format_version: "1.2",
    terraform_version: "1.11.4",
    planned_values: {},
    complete: true,
    errored: false,
    ...parts,
  });
}

export const planned = (stack: string, parts: Readonly<Record<string, unknown>>): PlannedStack => ({
  stack,
  plan: readPlan(stack, planText(parts)),
});

/** The summary of a single stack with these changes. */
export function summaryOf(...changes: readonly object[]): Summary {
  return summarize("prod", [planned("shared", { resource_changes: changes })]);
}

export function stackOf(...changes: readonly object[]) {
  const [stack] = summaryOf(...changes).stacks;
  if (!stack) throw new Error("a summary has a stack");
  return stack;
}

export const policy = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
