import { attributeChanges, unknownCount, type AttributeChange } from "./attribute-changes";
import { CODE_ATTRIBUTES } from "./code-changes";
import { definitionAttribute } from "./definition-changes";
import { shapeOf } from "./not-shape";
import type { Action, OutputChange, ResourceChange } from "./plan";
import { extentOf, lossOf, REASONS } from "./words";

/** In the place of a value that an apply decides. */
export const KNOWN_LATER = "known only after apply";

/** Something that is replaced, destroyed or forgotten. */
export interface Loss {
  readonly address: string;
  readonly action: "replace" | "destroy" | "forget";
  readonly sentence: string;
  readonly extent: string | undefined;
  readonly because: readonly string[];
}

export interface ResourceSummary {
  readonly address: string;
  readonly action: Action;
  readonly movedFrom: string | undefined;
  readonly imported: boolean;
  readonly attributes: readonly AttributeChange[];
  readonly knownAfterApply: number;
}

export interface Drift {
  readonly address: string;
  readonly gone: boolean;
  readonly attributes: readonly AttributeChange[];
}

export interface OutputSummary {
  readonly name: string;
  readonly action: Action;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Nothing for what is neither replaced, destroyed nor forgotten. */
export function lossesOf(change: ResourceChange): readonly Loss[] {
  const sentence = lossOf(change);
  if (sentence === undefined) return [];
  const attributes = allAttributes(change);
  const paths = change.replacePaths.map((path) => {
    const found = attributes.find((attribute) => attribute.path === path);
    return found ? `${path} ${found.before ?? "none"} → ${found.after ?? "none"}` : `${path} changes`;
  });
  const reason = REASONS[change.reason ?? ""];
  return [
    {
      address: change.address,
      action: change.action as Loss["action"],
      sentence,
      extent: extentOf(change),
      because: [...paths, ...(reason === undefined ? [] : [reason])],
    },
  ];
}

export function resourceSummary(change: ResourceChange): ResourceSummary {
  const compared = ["update", "replace"].includes(change.action);
  return {
    address: change.address,
    action: change.action,
    movedFrom: change.movedFrom,
    imported: change.imported,
    attributes: compared
      ? withoutRepetition(allAttributes(change).filter(({ path }) => !isToldElsewhere(change.type, path)))
      : [],
    knownAfterApply: unknownCount(change.unknown),
  };
}

/** All that changes, what is told elsewhere included. */
export const allAttributes = ({ before, after, unknown }: ResourceChange) => attributeChanges(before, after, unknown);

/** The tags of the provider come again in tags_all. */
const withoutRepetition = (changes: readonly AttributeChange[]): readonly AttributeChange[] =>
  changes.filter(
    ({ path }) =>
      !path.startsWith("tags_all.") || !changes.some((other) => other.path === path.replace("tags_all.", "tags.")),
  );

function isToldElsewhere(type: string, path: string): boolean {
  const [attribute = ""] = path.split(/[.[]/);
  if (type === "aws_lambda_function") return CODE_ATTRIBUTES.includes(attribute);
  if (attribute === definitionAttribute(type)) return true;
  return type.startsWith("aws_") && ["policy", "assume_role_policy", "inline_policy"].includes(attribute);
}

export function outputSummary({ name, action, before, after, unknown }: OutputChange): OutputSummary {
  const text = (value: unknown) => {
    if (value === null || value === undefined) return undefined;
    const json = JSON.stringify(value);
    return json.length <= 120 ? json : `${json.slice(0, 120)}…`;
  };
  return { name, action, before: text(before), after: unknown === true ? KNOWN_LATER : text(after) };
}

/** What somebody, or something, changed behind Terraform's back; nothing of what the functions write themselves. */
export function driftOf(change: ResourceChange): readonly Drift[] {
  const { address, action, type, before, after } = change;
  if (action === "destroy") return [{ address, gone: true, attributes: [] }];
  const seen = { ...change, before: shapeOf(type, before), after: shapeOf(type, after) };
  const attributes = action === "update" ? withoutRepetition(allAttributes(seen)) : [];
  return attributes.length === 0 ? [] : [{ address, gone: false, attributes }];
}
