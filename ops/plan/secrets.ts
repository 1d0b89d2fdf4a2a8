import type { RawChange, RawInvocation, RawPlan } from "./plan-format";

export const SENSITIVE = "(sensitive value)";
/** In the place of the new value, so that a change is seen without either value. */
export const SENSITIVE_CHANGED = "(sensitive value, changed)";

/**
 * Terraform writes sensitive values in clear into a plan's JSON, beside a tree of marks. What is marked is taken out by
 * its place; and because a mark does not always follow its value (`terraform_data.x.output` shows what is marked in
 * `input`), the marked texts are also taken out wherever else they stand.
 */
export interface Secrets {
  /** The values of a change, without the secrets in them. */
  without(change: RawChange): { readonly before: unknown; readonly after: unknown };
  hide(text: string): string;
}

/** A shorter text (`true`, `dev`) is hidden in its own place only: everywhere, it would blacken half of a report. */
const SHORTEST_EVERYWHERE = 5;

export function secretsOf(plan: RawPlan): Secrets {
  const deferred = (plan.deferred_changes ?? []).flatMap((entry) => entry.resource_change ?? []);
  const changes = [
    ...[...(plan.resource_changes ?? []), ...(plan.resource_drift ?? []), ...deferred].map(({ change }) => change),
    ...Object.values(plan.output_changes ?? {}),
  ];
  const invocations: readonly RawInvocation[] = [
    ...(plan.action_invocations ?? []),
    ...(plan.deferred_action_invocations ?? []).flatMap(({ action_invocation: one }) =>
      one === undefined ? [] : [one],
    ),
  ];
  const found = new Set<string>();
  for (const change of changes) {
    collect(change.before, change.before_sensitive, found);
    collect(change.after, change.after_sensitive, found);
  }
  for (const { config_values, config_sensitive } of invocations) collect(config_values, config_sensitive, found);
  // The longest first: one secret may contain another.
  const everywhere = [...new Set([...found].flatMap((text) => [text, escaped(text)]))]
    .filter((text) => text.length >= SHORTEST_EVERYWHERE)
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const hide = (text: string) => everywhere.reduce((left, secret) => left.replaceAll(secret, SENSITIVE), text);
  return {
    hide,
    without: (change) => {
      const marks = [change.before_sensitive, change.after_sensitive];
      return {
        before: masked(change.before, marks, hide),
        after: masked(change.after, marks, hide, { value: change.before }),
      };
    },
  };
}

function collect(value: unknown, marks: unknown, found: Set<string>): void {
  if (marks === true) for (const text of textsIn(value)) found.add(text);
  else if (isTree(value) && isTree(marks)) {
    for (const key of Object.keys(value)) collect(childOf(value, key), childOf(marks, key), found);
  }
}

function textsIn(value: unknown): readonly string[] {
  if (isTree(value)) return Object.values(value).flatMap(textsIn);
  return typeof value === "string" || typeof value === "number" ? [String(value)] : [];
}

/** As it stands in a policy or another JSON text. */
const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);

/** A place is secret when it is marked before or after: a mark that is new, or gone, is about the same secret. */
function masked(
  value: unknown,
  marks: readonly unknown[],
  hide: Secrets["hide"],
  former?: { readonly value: unknown },
): unknown {
  if (marks.includes(true)) {
    if (value === null || value === undefined) return value;
    return former === undefined || same(value, former.value) ? SENSITIVE : SENSITIVE_CHANGED;
  }
  if (typeof value === "string") return hide(value);
  if (typeof value === "number") return hide(String(value)) === String(value) ? value : SENSITIVE;
  if (!isTree(value)) return value;
  const inner = (key: string) =>
    masked(
      childOf(value, key),
      marks.map((mark) => childOf(mark, key)),
      hide,
      former && { value: childOf(former.value, key) },
    );
  if (Array.isArray(value)) return value.map((_, index) => inner(String(index)));
  return Object.fromEntries(Object.keys(value).map((key) => [hide(key), inner(key)]));
}

const isTree = (value: unknown): value is object => typeof value === "object" && value !== null;
const childOf = (tree: unknown, key: string): unknown =>
  isTree(tree) && Object.hasOwn(tree, key) ? (tree as Record<string, unknown>)[key] : undefined;
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
