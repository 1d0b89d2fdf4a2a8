import * as z from "zod/mini";
import { declaredActions, invocationsIn } from "./actions";
import type { Action, Change, Plan, ResourceChange } from "./plan";
import { OpsError } from "../command/ops-error";
import { planFormat, type RawChange, type RawPlan, type RawResourceChange } from "./plan-format";
import { secretsOf, type Secrets } from "./secrets";
import { failedChecksIn, isShown, unshownIn } from "./unshown";

/**
 * @param source what the message calls it: a stack, or a file
 * @throws OpsError, in one line, for what is not a plan of format 1.x, or a plan that ended with an error
 */
export const readPlan = (source: string, text: string): Plan => planOf(source, readRawPlan(source, text));

/** The same, with the secrets still in it: to compare, never to show. */
export function readRawPlan(source: string, text: string): RawPlan {
  const json = parsed(source, text);
  const version = json.format_version;
  if (typeof version !== "string") throw notAPlan(source, "it has no format_version");
  if (!/^1\.\d+$/.test(version)) {
    throw new OpsError("PLAN_FORMAT", `${source}: format_version ${version} is not known; this command reads 1.x`);
  }
  if (!("planned_values" in json) && !("resource_changes" in json)) {
    throw notAPlan(source, "values" in json ? "it is a state" : "it has neither planned_values nor resource_changes");
  }
  const result = z.safeParse(planFormat, json);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw notAPlan(source, `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "it has another form"}`);
  }
  if (result.data.errored === true) {
    throw new OpsError("PLAN_ERRORED", `${source}: planning ended with an error, so the plan is not whole: plan again`);
  }
  return result.data;
}

function parsed(source: string, text: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // Not the parser's message: it quotes the text, and a plan holds secrets.
    throw new OpsError(
      "PLAN_UNREADABLE",
      `${source} is not JSON: it must be what terraform show -json PLANFILE prints`,
    );
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw notAPlan(source, "it is no object");
  return json as Record<string, unknown>;
}

const notAPlan = (source: string, why: string) =>
  new OpsError("PLAN_FORMAT", `${source} is not a plan: ${why}; it must be what terraform show -json PLANFILE prints`);

function planOf(source: string, raw: RawPlan): Plan {
  const secrets = secretsOf(raw);
  const configured = new Map(
    (raw.configuration?.root_module?.resources ?? []).map(({ address, expressions }) => [address, expressions ?? {}]),
  );
  const resource = (given: RawResourceChange): ResourceChange => ({
    ...changeOf(`${source}: ${given.address}`, given.change, secrets),
    address: given.address,
    movedFrom: given.previous_address,
    imported: given.change.importing !== undefined && given.change.importing !== null,
    type: given.type,
    name: given.name,
    reason: given.action_reason,
    replacePaths: (given.change.replace_paths ?? []).map((steps) => steps.join(".")),
    configured: templatesOf(
      configured.get(given.address.replace(/\[[^\]]*\]$/, "")) ?? {},
      given.change.after_sensitive,
      secrets,
    ),
  });
  const inOrder = (given: readonly RawResourceChange[] | undefined) =>
    (given ?? [])
      .filter(isShown)
      .map(resource)
      .sort((a, b) => compare(a.address, b.address));
  return {
    changes: inOrder(raw.resource_changes),
    drift: inOrder(raw.resource_drift),
    outputs: Object.entries(raw.output_changes ?? {})
      .map(([name, change]) => ({ name, ...changeOf(`${source}: output ${name}`, change, secrets) }))
      .sort((a, b) => compare(a.name, b.name)),
    deferred: (raw.deferred_changes ?? [])
      .map(
        ({ reason, resource_change }) => `${resource_change?.address ?? "a resource"} (${reason ?? "no reason given"})`,
      )
      .sort(compare),
    actions: invocationsIn(raw, secrets),
    declaredActions: declaredActions(raw),
    failedChecks: failedChecksIn(raw)
      .map((text) => secrets.hide(text))
      .sort(compare),
    unshown: unshownIn(raw),
    applyable: raw.applyable,
    complete: raw.complete ?? true,
  };
}

const ACTIONS: Readonly<Record<string, Action>> = {
  "no-op": "no-op",
  create: "create",
  read: "read",
  update: "update",
  delete: "destroy",
  "delete,create": "replace",
  "create,delete": "replace",
  forget: "forget",
  // The old one is let go of, not destroyed.
  "create,forget": "forget",
};

function changeOf(what: string, raw: RawChange, secrets: Secrets): Change {
  const actions = raw.actions.join(",");
  const action = ACTIONS[actions];
  if (action === undefined) throw new OpsError("PLAN_FORMAT", `${what}: the actions [${actions}] are not known`);
  return {
    action,
    createFirst: actions === "create,delete",
    ...secrets.without(raw),
    unknown: raw.after_unknown ?? {},
  };
}

/** Only whole strings: what is nested in blocks is not asked for. */
function templatesOf(
  expressions: Readonly<Record<string, unknown>>,
  marks: unknown,
  secrets: Secrets,
): Record<string, string> {
  const isSecret = (name: string) =>
    marks === true || (marks as Record<string, unknown> | null | undefined)?.[name] === true;
  return Object.fromEntries(
    Object.entries(expressions).flatMap(([name, expression]) => {
      const value = (expression as { constant_value?: unknown } | null)?.constant_value;
      return typeof value === "string" && !isSecret(name) ? [[name, secrets.hide(value)] as const] : [];
    }),
  );
}

/** By code unit: the same order on every machine, whatever its language. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
