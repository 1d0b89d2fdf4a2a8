import { asConfigured, statementChanges, statementsOf, type StatementChange } from "./iam-statements";
import type { Action, ResourceChange } from "./plan";
import { SENSITIVE, SENSITIVE_CHANGED } from "./secrets";

/** What a resource may do, or who may use it, when that changes. */
export interface IamChange {
  readonly address: string;
  /** Of which role, when the resource is the policy of one. */
  readonly role: string | undefined;
  /** `policy`, `assume_role_policy`, `permissions_boundary`, …; undefined for the resource itself. */
  readonly attribute: string | undefined;
  readonly statements: readonly StatementChange[];
  /** Instead of statements, or beside them. */
  readonly note: string | undefined;
}

/** JSON strings that hold a policy. */
const DOCUMENTS = ["assume_role_policy", "policy", "inline_policy"];
/** Plain attributes by which somebody gets rights, or is kept from them. */
export const GRANTS: readonly string[] = [
  "permissions_boundary",
  "managed_policy_arns",
  "policy_arn",
  "role",
  "role_arn",
  "principal",
  "source_arn",
];
/** Types of which every one is about rights, so that its coming and going counts as well. */
const IS_ABOUT_RIGHTS = /^aws_iam_|^aws_lambda_permission$|_policy$/;
/** Policies of another kind. */
const NO_RIGHTS = /^aws_(networkfirewall_firewall|autoscaling|appautoscaling)_policy$/;

export function iamChangesOf(change: ResourceChange): readonly IamChange[] {
  if (["no-op", "read"].includes(change.action) || !change.type.startsWith("aws_") || NO_RIGHTS.test(change.type))
    return [];
  const aboutRights = IS_ABOUT_RIGHTS.test(change.type);
  // What is forgotten stays in AWS: none of its statements goes.
  const forgotten = change.action === "forget";
  const documents = forgotten ? [] : DOCUMENTS.flatMap((attribute) => documentChange(change, attribute));
  // A new function has a role, too: only that an old one gets another is worth a line.
  const compared = !forgotten && (aboutRights || ["update", "replace"].includes(change.action));
  const grants = compared ? GRANTS.flatMap((attribute) => grantChange(change, attribute, documents.length > 0)) : [];
  const found = [...documents, ...grants];
  if (found.length > 0 || !aboutRights || change.action === "update") return found;
  return [entry(change, undefined, [], WITHOUT_DETAILS[change.action] ?? change.action)];
}

const WITHOUT_DETAILS: Readonly<Partial<Record<Action, string>>> = {
  create: "new",
  destroy: "destroyed",
  replace: "made anew with the same rights",
  forget: "not managed any more; the rights stay as they are",
};

function documentChange(change: ResourceChange, attribute: string): readonly IamChange[] {
  const [before, after] = [textAt(change.before, attribute), textAt(change.after, attribute)];
  if (attribute === "inline_policy") return inlineChange(change);
  if (isUnknown(change, attribute)) {
    const [now, configured] = [statementsOf(before ?? ""), statementsOf(change.configured[attribute] ?? "")];
    const note =
      "known only after apply" +
      (now === undefined ? "" : `; ${now.length === 1 ? "1 statement" : `${now.length} statements`} today`) +
      (configured === undefined ? "" : "; as configured:");
    return [entry(change, attribute, configured === undefined ? [] : asConfigured(configured), note)];
  }
  if (before === after) return [];
  if ([before, after].some((text) => text === SENSITIVE || text === SENSITIVE_CHANGED)) {
    return [entry(change, attribute, [], "marked as sensitive, so not shown")];
  }
  const [old, fresh] = [before, after].map((text) => (text === undefined ? [] : statementsOf(text)));
  if (old === undefined || fresh === undefined)
    return [entry(change, attribute, [], "no policy document that can be read")];
  const statements = statementChanges(old, fresh);
  return statements.length === 0 ? [] : [entry(change, attribute, statements, undefined)];
}

/** Inside aws_iam_role: a list of `{ name, policy }`. Unknown means only that nobody configured it here. */
function inlineChange(change: ResourceChange): readonly IamChange[] {
  const given = valueAt(change.after, "inline_policy");
  if (change.after !== null && given === undefined) return [];
  const statements = statementChanges(inlineStatements(change.before), inlineStatements(change.after));
  return statements.length === 0 ? [] : [entry(change, "inline_policy", statements, undefined)];
}

function inlineStatements(side: unknown) {
  const given = valueAt(side, "inline_policy");
  return (Array.isArray(given) ? given : []).flatMap((one) => statementsOf(textAt(one, "policy") ?? "") ?? []);
}

/** @param shown the statements of the same resource are: then `role` only says whose they are */
function grantChange(change: ResourceChange, attribute: string, shown: boolean): readonly IamChange[] {
  if (attribute === "role" && shown && change.action !== "update") return [];
  const unknown = isUnknown(change, attribute);
  const [before, after] = [change.before, change.after].map((side) => plain(valueAt(side, attribute)));
  // Computed by the provider where nobody set it.
  if (unknown && (before === undefined || attribute === "managed_policy_arns")) return [];
  if (!unknown && before === after) return [];
  return [
    entry(change, attribute, [], `${before ?? "none"} → ${unknown ? "known only after apply" : (after ?? "none")}`),
  ];
}

const entry = (
  change: ResourceChange,
  attribute: string | undefined,
  statements: readonly StatementChange[],
  note: string | undefined,
): IamChange => ({
  address: change.address,
  role: textAt(change.after, "role") ?? textAt(change.before, "role") ?? referenceIn(change.configured.role),
  attribute,
  statements,
  note,
});

/** `${aws_iam_role.events-role.name}` as the address that it names. */
const referenceIn = (template: string | undefined): string | undefined =>
  template === undefined ? undefined : /^\$\{(.+)\.\w+\}$/.exec(template)?.[1];

const isUnknown = ({ unknown }: ResourceChange, attribute: string): boolean => valueAt(unknown, attribute) === true;

const valueAt = (side: unknown, attribute: string): unknown =>
  typeof side === "object" && side !== null ? (side as Record<string, unknown>)[attribute] : undefined;

const textAt = (side: unknown, attribute: string): string | undefined => {
  const value = valueAt(side, attribute);
  return typeof value === "string" && value !== "" ? value : undefined;
};

const plain = (value: unknown): string | undefined =>
  value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0)
    ? undefined
    : typeof value === "string"
      ? value
      : JSON.stringify(value);
