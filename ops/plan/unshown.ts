import type { RawPlan } from "./plan-format";

/** What `terraform show -json` is known to write, and this command shows, compares, or has no need to. */
const KNOWN: readonly string[] = [
  "format_version",
  "terraform_version",
  "timestamp",
  "variables",
  "planned_values",
  "proposed_unknown",
  "prior_state",
  "configuration",
  "relevant_attributes",
  "resource_changes",
  "resource_drift",
  "output_changes",
  "deferred_changes",
  "action_invocations",
  "deferred_action_invocations",
  "checks",
  "complete",
  "applyable",
  "errored",
];

/** What a resource change may be of; ephemeral ones, and kinds to come, are named and not judged. */
const MODES: readonly (string | undefined)[] = [undefined, "managed", "data"];

/** Whether a resource change is of a kind that is read. */
export const isShown = ({ mode }: { readonly mode?: string | undefined }): boolean => MODES.includes(mode);

/** Parts of a plan that this version does not know, and that hold something: a name, and how much. */
export interface Unshown {
  readonly name: string;
  readonly entries: number;
}

/** A newer Terraform only adds to its format. What it adds must be seen to be there, not passed over. */
export function unshownIn(plan: RawPlan): readonly Unshown[] {
  const sections = Object.entries(plan)
    .filter(([name]) => !KNOWN.includes(name))
    .map(([name, value]) => ({ name, entries: entriesOf(value) }));
  const modes = new Map<string, number>();
  for (const { mode } of (plan.resource_changes ?? []).filter((change) => !isShown(change))) {
    modes.set(mode ?? "", (modes.get(mode ?? "") ?? 0) + 1);
  }
  const kinds = [...modes].map(([mode, entries]) => ({ name: `resource_changes of mode ${mode}`, entries }));
  return [...sections, ...kinds].filter(({ entries }) => entries > 0).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function entriesOf(value: unknown): number {
  if (typeof value === "object" && value !== null) return Object.keys(value).length;
  return value === undefined || value === null || value === false || value === "" || value === 0 ? 0 : 1;
}

/** Checks, conditions and validations that do not hold, with Terraform's words; values in them are for `hide`. */
export function failedChecksIn({ checks }: RawPlan): readonly string[] {
  return (checks ?? []).flatMap(({ address, status, instances }) => {
    if (status !== "fail" && status !== "error") return [];
    const problems = (instances ?? []).flatMap((one) => one.problems ?? []).map(({ message }) => message ?? "");
    const what = address?.to_display ?? "a check";
    return [`${what}: ${problems.filter((text) => text !== "").join("; ") || status}`];
  });
}
