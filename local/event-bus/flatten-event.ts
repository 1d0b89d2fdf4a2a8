/**
 * An event as EventBridge sees it: a flat list of fields, each with its dotted path and its scalar value.
 * Arrays leave no trace in the path; what they leave is the membership, from which the matcher knows that two
 * fields come from different elements of one array. Empty arrays and objects have no fields, so they do not exist.
 * Rule: README of aws/event-ruler, "JSON Array Matching" and "JSON keys with dots".
 */
export type Scalar = string | number | boolean | null;

/** For every array around a field: which array, and which of its elements. */
export type Membership = ReadonlyMap<number, number>;

export interface Field {
  readonly path: string;
  readonly value: Scalar;
  readonly membership: Membership;
}

/** The fields of an event; none for anything that is not a JSON object. */
export function flattenEvent(event: unknown): Field[] {
  const fields: Field[] = [];
  let arrays = 0;

  const visit = (node: unknown, path: string, membership: Membership): void => {
    if (Array.isArray(node)) {
      const array = arrays++;
      node.forEach((element: unknown, index) => {
        // A scalar element is the value of the array's own field: two of them never contradict each other.
        const inside = isContainer(element) ? new Map([...membership, [array, index]]) : membership;
        visit(element, path, inside);
      });
    } else if (isContainer(node)) {
      for (const [key, child] of Object.entries(node)) visit(child, path === "" ? key : `${path}.${key}`, membership);
    } else if (isScalar(node)) {
      fields.push({ path, value: node, membership });
    }
  };

  if (isContainer(event) && !Array.isArray(event)) visit(event, "", new Map());
  return fields;
}

const isContainer = (node: unknown): node is object => typeof node === "object" && node !== null;

const isScalar = (node: unknown): node is Scalar =>
  node === null || typeof node === "string" || typeof node === "number" || typeof node === "boolean";
