/** One value that changes, by the path that people would write: `environment.variables.MODE`. */
export interface AttributeChange {
  readonly path: string;
  /** undefined: there is none. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

const LONGEST_VALUE = 120;

/** What changes from one tree to the other, value by value; what is known only after apply is counted, not shown. */
export function attributeChanges(before: unknown, after: unknown, unknown: unknown): readonly AttributeChange[] {
  const old = leavesOf(before);
  const fresh = leavesOf(after);
  const later = [...leavesOf(unknown)].filter(([, value]) => value === "true").map(([path]) => path);
  const isLater = (path: string) => later.some((other) => path === other || isBelow(path, other));
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .filter((path) => old.get(path) !== fresh.get(path) && !isLater(path))
    .sort()
    .map((path) => ({ path, before: shortened(old.get(path)), after: shortened(fresh.get(path)) }));
}

/** How many values are known only after apply. */
export const unknownCount = (unknown: unknown): number =>
  unknown === true
    ? 1
    : typeof unknown === "object" && unknown !== null
      ? Object.values(unknown).reduce<number>((sum, inner) => sum + unknownCount(inner), 0)
      : 0;

/** Terraform writes a block as a list of one: its index says nothing. Lists of plain values are one value. */
function leavesOf(value: unknown, path = "", leaves = new Map<string, string>()): Map<string, string> {
  const tree = typeof value === "string" ? (treeIn(value) ?? value) : value;
  if (Array.isArray(tree) && tree.some((item) => typeof item === "object" && item !== null)) {
    tree.forEach((item, index) => leavesOf(item, tree.length === 1 ? path : `${path}[${index}]`, leaves));
  } else if (typeof tree === "object" && tree !== null && !Array.isArray(tree)) {
    for (const [key, inner] of Object.entries(tree)) leavesOf(inner, path === "" ? key : `${path}.${key}`, leaves);
  } else if (!isNothing(tree)) {
    leaves.set(path, JSON.stringify(tree));
  }
  return leaves;
}

/** Event patterns and inputs are JSON in a string: the change is in a value of it. */
function treeIn(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}

/** Providers write "none" in several ways, and differ between state and plan. */
const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

const isBelow = (path: string, other: string): boolean => path.startsWith(`${other}.`) || path.startsWith(`${other}[`);

const shortened = (value: string | undefined): string | undefined =>
  value === undefined || value.length <= LONGEST_VALUE ? value : `${value.slice(0, LONGEST_VALUE)}…`;
