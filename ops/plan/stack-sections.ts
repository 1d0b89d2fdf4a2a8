import type { AttributeChange } from "./attribute-changes";
import type { DefinitionChange } from "./definition-changes";
import { iamItems } from "./iam-items";
import { counted } from "../command/counted";
import { item, list, say, words, type Item, type Section } from "./phrase";
import { arrow, shown } from "./shown-attributes";
import type { Drift, OutputSummary, ResourceSummary } from "./resource-summary";
import type { StackSummary } from "./stack-summary";

/** What a stack changes: rights, code, definitions, then everything else. */
export function stackSections(summary: StackSummary): readonly Section[] {
  const { stack, resources } = summary;
  const of = (action: ResourceSummary["action"]) => resources.filter((resource) => resource.action === action);
  const tagsOnly = of("update").filter(isTagsOnly);
  return [
    ...section(`${stack}: rights`, iamItems(summary.iam)),
    ...section(`${stack}: code`, codeItems(summary)),
    ...section(`${stack}: definitions`, summary.definitions.map(definitionItem)),
    ...section(`${stack}: attributes`, [
      ...[...of("update"), ...of("replace")]
        .filter((resource) => !isTagsOnly(resource))
        .flatMap((resource) => attributeItem(resource, summary)),
      ...tagItems(tagsOnly),
    ]),
    ...section(`${stack}: new`, createdItems(of("create"))),
    ...section(`${stack}: moved or imported`, resources.flatMap(movedItem)),
    ...section(
      `${stack}: read during apply`,
      of("read").length === 0 ? [] : [item(list(of("read").map(({ address }) => address)))],
    ),
    ...section(`${stack}: outputs`, summary.outputs.map(outputItem)),
    ...section(
      `${stack}: put off by Terraform`,
      summary.deferred.map((deferred) => item(say`${deferred}`)),
    ),
    ...section(`${stack}: changed outside Terraform`, summary.drift.map(driftItem)),
    ...section(
      `${stack}: known after apply`,
      summary.knownAfterApply === 0 ? [] : [item(words(`${counted(summary.knownAfterApply, "value")}, not shown`))],
    ),
  ];
}

const section = (title: string, items: readonly Item[]): readonly Section[] =>
  items.length === 0 ? [] : [{ level: 2, title, items }];

const codeItems = ({ code }: StackSummary): readonly Item[] =>
  (["changed", "new", "removed", "known only after apply"] as const).flatMap((kind) => {
    const names = code.filter(({ change }) => change === kind).map((one) => one.function);
    return names.length === 0 ? [] : [item(say`${words(kind)}: ${list(names)}`)];
  });

function definitionItem({ address, parts, added, removed, changed, rest, note }: DefinitionChange): Item {
  if (note !== undefined) return item(say`${address}: ${words(`definition ${note}`)}`);
  const told: readonly (readonly [string, readonly string[]])[] = [
    ["changes", changed],
    ["adds", added],
    ["removes", removed],
  ];
  const phrases = told
    .filter(([, names]) => names.length > 0)
    .map(([verb, names]) => say`${words(verb)} ${list(names)}`);
  const all = [...phrases, ...(rest ? [words("changes something beside them")] : [])];
  return item(
    say`${address}: ${words(parts)}: ${all.flatMap((one, index) => [...(index === 0 ? [] : ["; "]), ...one])}`,
  );
}

function attributeItem(resource: ResourceSummary, summary: StackSummary): readonly Item[] {
  const { address, action, attributes, knownAfterApply } = resource;
  const unknown = knownAfterApply === 0 ? [] : [words(`${counted(knownAfterApply, "value")} known after apply`)];
  const verb = action === "replace" ? " (replaced)" : "";
  const below = [...shown(attributes), ...unknown];
  if (below.length > 0) return [item(say`${address}${words(verb)}`, below)];
  const told = [...summary.iam, ...summary.definitions, ...summary.code].some((other) => other.address === address);
  // Nothing that is counted may be without a line.
  return told || action === "replace" ? [] : [item(say`${address}: only in spelling, or in what is hidden`)];
}

const isTagsOnly = ({ action, attributes }: ResourceSummary): boolean =>
  action === "update" && attributes.length > 0 && attributes.every(({ path }) => /^tags(_all)?\./.test(path));

/** One tag in the config is a change of every resource: a line, not a page. */
function tagItems(resources: readonly ResourceSummary[]): readonly Item[] {
  const byChange = new Map<string, { attributes: readonly AttributeChange[]; addresses: string[] }>();
  for (const { address, attributes } of resources) {
    const key = JSON.stringify(attributes);
    const group = byChange.get(key) ?? { attributes, addresses: [] };
    group.addresses.push(address);
    byChange.set(key, group);
  }
  return [...byChange.values()].map(({ attributes, addresses }) =>
    item(
      say`only tags of ${addresses.length > 3 ? words(counted(addresses.length, "resource")) : list(addresses)}`,
      shown(attributes),
    ),
  );
}

function createdItems(created: readonly ResourceSummary[]): readonly Item[] {
  const byType = new Map<string, string[]>();
  for (const { address } of created) {
    const [type = "", ...name] = address.split(".");
    byType.set(type, [...(byType.get(type) ?? []), name.join(".")]);
  }
  return [...byType].map(([type, names]) => item(say`${type}: ${list(names)}`));
}

const movedItem = ({ address, movedFrom, imported }: ResourceSummary): readonly Item[] => [
  ...(movedFrom === undefined ? [] : [item(say`${movedFrom} is now ${address}`)]),
  ...(imported ? [item(say`${address} exists and is imported`)] : []),
];

const outputItem = ({ name, action, before, after }: OutputSummary): Item =>
  item(action === "destroy" ? say`${name}: removed` : say`${name}: ${arrow(before, after)}`);

const driftItem = ({ address, gone, attributes }: Drift): Item =>
  item(gone ? say`${address} is gone` : say`${address}`, shown(attributes));
