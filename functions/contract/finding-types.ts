import type { Variable } from "./env-contract";

/** Whether our own resource attacked or was attacked, as GuardDuty says it of a finding. */
export const RESOURCE_ROLES = ["ACTOR", "TARGET"] as const;
export type ResourceRole = (typeof RESOURCE_ROLES)[number];

/** Finding types whose remote hosts are reported and never blocked. */
export interface NeverBlockType {
  /** Beginning of the type, such as "Backdoor:EC2/DenialOfService". */
  readonly type: string;
  /** Only findings in which our own resource has this role; absent: all. */
  readonly role?: ResourceRole | undefined;
  /** Why, for the one who reads that nothing was blocked. */
  readonly because: string;
}

/** Finding types whose remote hosts are recorded and not blocked yet. */
export interface ObserveType {
  /** Beginning of the type. */
  readonly type: string;
  /** The first day on which they are blocked, as YYYY-MM-DD (UTC); absent: until the config changes. */
  readonly until?: string | undefined;
}

type Item = Readonly<Record<string, unknown>>;
const isText = (value: unknown): boolean => typeof value === "string" && value !== "";
const isTextOrAbsent = (value: unknown): boolean => value === undefined || isText(value);

/** A list of objects as JSON: a comma may stand in a reason. */
const jsonList = <Entry>(expects: string, isEntry: (item: Item) => boolean): Variable<readonly Entry[]> => ({
  expects,
  parse: (value) => {
    const items = parsed(value);
    const isObject = (item: unknown): item is Item => typeof item === "object" && item !== null;
    return Array.isArray(items) && items.every((item) => isObject(item) && isEntry(item))
      ? (items as readonly Entry[])
      : undefined;
  },
});

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

export const neverBlockTypes = jsonList<NeverBlockType>(
  'JSON such as [{"type":"Recon:EC2/Portscan","because":"…"}]',
  ({ type, role, because }) =>
    isText(type) && isText(because) && (role === undefined || RESOURCE_ROLES.some((known) => known === role)),
);

export const observeTypes = jsonList<ObserveType>(
  'JSON such as [{"type":"Recon:","until":"2030-01-31"}]',
  ({ type, until }) => isText(type) && isTextOrAbsent(until),
);
