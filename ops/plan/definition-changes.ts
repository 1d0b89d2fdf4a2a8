import type { ResourceChange } from "./plan";

/** A long document inside a resource, by its parts: the states of a state machine, the widgets of a dashboard. */
export interface DefinitionChange {
  readonly address: string;
  readonly parts: "states" | "widgets";
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
  /** Something else in the document changes: where it starts, its comment. */
  readonly rest: boolean;
  readonly note: string | undefined;
}

type Parts = ReadonlyMap<string, string>;
interface Kind {
  readonly attribute: string;
  readonly parts: "states" | "widgets";
  readonly partsOf: (document: Record<string, unknown>) => Parts;
  /** The element that holds the parts. */
  readonly element: string;
}

const KINDS: Readonly<Record<string, Kind>> = {
  aws_sfn_state_machine: {
    attribute: "definition",
    parts: "states",
    element: "States",
    partsOf: ({ States }) => new Map(Object.entries(treeOf(States)).map(([name, state]) => [name, sorted(state)])),
  },
  aws_cloudwatch_dashboard: {
    attribute: "dashboard_body",
    parts: "widgets",
    element: "widgets",
    partsOf: ({ widgets }) =>
      new Map((Array.isArray(widgets) ? widgets : []).map((widget, index) => [titleOf(widget, index), sorted(widget)])),
  },
};

/** The attribute that is told here and not again among the others. */
export const definitionAttribute = (type: string): string | undefined => KINDS[type]?.attribute;

export function definitionChangeOf(change: ResourceChange): DefinitionChange | undefined {
  const kind = KINDS[change.type];
  if (!kind || !["update", "replace"].includes(change.action)) return undefined;
  const side = (of: unknown) => treeOf(of)[kind.attribute];
  const [before, after] = [side(change.before), side(change.after)];
  const nothing = { address: change.address, parts: kind.parts, added: [], removed: [], changed: [], rest: false };
  if (treeOf(change.unknown)[kind.attribute] === true) return { ...nothing, note: "known only after apply" };
  if (before === after) return undefined;
  const [old, fresh] = [documentOf(before), documentOf(after)];
  if (!old || !fresh) return { ...nothing, note: "changes; it cannot be compared" };
  const [oldParts, freshParts] = [kind.partsOf(old), kind.partsOf(fresh)];
  const found: DefinitionChange = {
    ...nothing,
    added: [...freshParts.keys()].filter((name) => !oldParts.has(name)),
    removed: [...oldParts.keys()].filter((name) => !freshParts.has(name)),
    changed: [...freshParts].filter(([name, text]) => (oldParts.get(name) ?? text) !== text).map(([name]) => name),
    rest: restOf(old, kind.element) !== restOf(fresh, kind.element),
    note: undefined,
  };
  return found.added.length + found.removed.length + found.changed.length > 0 || found.rest ? found : undefined;
}

function documentOf(text: unknown): Record<string, unknown> | undefined {
  if (typeof text !== "string") return undefined;
  try {
    return treeOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Two widgets may have one title, and a text widget has none. */
function titleOf(widget: unknown, index: number): string {
  const { properties, type } = treeOf(widget);
  const { title } = treeOf(properties);
  return typeof title === "string" ? title : `${typeof type === "string" ? type : "widget"} ${index + 1}`;
}

const restOf = (document: Record<string, unknown>, element: string): string => sorted({ ...document, [element]: null });

/** JSON with its keys in order: AWS gives back what it was given in an order of its own. */
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  ) ?? "";

const treeOf = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
