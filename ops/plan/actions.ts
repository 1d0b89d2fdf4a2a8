import { attributeChanges, unknownCount, type AttributeChange } from "./attribute-changes";
import type { ActionInvocation } from "./plan";
import type { RawInvocation, RawPlan } from "./plan-format";
import type { Secrets } from "./secrets";

/** Code that an apply runs and that changes no resource of the plan: Terraform keeps no record of it, and cannot undo it. */
export interface ActionRun {
  /** `action.aws_lambda_invoke.x`; of a provisioner, the address of its resource. */
  readonly address: string;
  readonly type: string;
  readonly when: string;
  /** What it is given: the function that it invokes, its payload. `before` is always undefined. */
  readonly values: readonly AttributeChange[];
  readonly knownAfterApply: number;
  /** Why Terraform puts it off; undefined: this apply runs it. */
  readonly deferred: string | undefined;
}

export const actionRun = ({ values, unknown, ...action }: ActionInvocation): ActionRun => ({
  ...action,
  values: attributeChanges({}, values, unknown),
  knownAfterApply: unknownCount(unknown),
});

/**
 * What runs while a plan is applied: the actions of Terraform 1.14 and newer, and provisioners.
 * https://developer.hashicorp.com/terraform/language/invoke-actions
 */
export function invocationsIn(plan: RawPlan, secrets: Secrets): readonly ActionInvocation[] {
  const deferred = (plan.deferred_action_invocations ?? []).map(({ reason, action_invocation }) =>
    invocationOf(action_invocation ?? {}, secrets, reason ?? "no reason given"),
  );
  const now = (plan.action_invocations ?? []).map((raw) => invocationOf(raw, secrets, undefined));
  return [...now, ...deferred, ...provisionersIn(plan)].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** By action and trigger: one action may have several. Deferred ones included. To compare, never to show. */
export function rawInvocationsIn(plan: RawPlan): ReadonlyMap<string, readonly unknown[]> {
  const found = new Map<string, readonly unknown[]>();
  const add = (raw: RawInvocation, reason: string | null) => {
    const key = `${raw.address ?? "an action"} (${whenOf(raw)})`;
    const { config_values = null, config_sensitive = false, config_unknown = false, ...rest } = raw;
    found.set(key, [...(found.get(key) ?? []), [reason, config_values, config_sensitive, config_unknown, rest]]);
  };
  for (const raw of plan.action_invocations ?? []) add(raw, null);
  for (const { reason, action_invocation } of plan.deferred_action_invocations ?? []) {
    add(action_invocation ?? {}, reason ?? "");
  }
  return found;
}

/** Actions that the configuration declares, with those of its modules. */
export function declaredActions(plan: RawPlan): readonly string[] {
  const addresses = actionsOf(plan.configuration?.root_module, "");
  return [...new Set(addresses)].sort();
}

function actionsOf(module: unknown, prefix: string): readonly string[] {
  const { actions = [], module_calls = {} } = (module ?? {}) as {
    readonly actions?: readonly { readonly address?: string }[];
    readonly module_calls?: Readonly<Record<string, { readonly module?: unknown }>>;
  };
  return [
    ...actions.map(({ address }) => `${prefix}${address ?? "an action"}`),
    ...Object.entries(module_calls).flatMap(([name, { module: inner }]) =>
      actionsOf(inner, `${prefix}module.${name}.`),
    ),
  ];
}

function invocationOf(raw: RawInvocation, secrets: Secrets, deferred: string | undefined): ActionInvocation {
  const { config_values: given, config_sensitive } = raw;
  const { after } = secrets.without({ actions: [], before: given, after: given, after_sensitive: config_sensitive });
  return {
    address: raw.address ?? "an action",
    type: raw.type ?? "",
    when: whenOf(raw),
    values: after ?? {},
    unknown: raw.config_unknown ?? {},
    deferred,
  };
}

/** `AfterUpdate` is Terraform's word, and reads as `after update`. */
function whenOf({ lifecycle_action_trigger: trigger }: RawInvocation): string {
  if (trigger === undefined || trigger === null) return "invoked by the command line";
  const event = (trigger.action_trigger_event ?? "").replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
  return `${event || "triggered by"} of ${trigger.triggering_resource_address ?? "a resource"}`;
}

/** A plan does not say on which of its steps a provisioner runs: it is told for each step that can. */
function provisionersIn(plan: RawPlan): readonly ActionInvocation[] {
  const types = new Map(
    (plan.configuration?.root_module?.resources ?? []).map(({ address, provisioners }) => [
      address,
      (provisioners ?? []).map(({ type }) => type ?? "provisioner"),
    ]),
  );
  return (plan.resource_changes ?? [])
    .filter(({ change }) => change.actions.some((action) => action === "create" || action === "delete"))
    .flatMap(({ address, change }) =>
      (types.get(address.replace(/\[[^\]]*\]$/, "")) ?? []).map((type) => ({
        address,
        type: `provisioner ${type}`,
        when: `on ${change.actions.join(" and ")}`,
        values: {},
        unknown: {},
        deferred: undefined,
      })),
    );
}

const keyOf = ({ address, when, type }: ActionInvocation): string => `${address} ${when} ${type}`;
