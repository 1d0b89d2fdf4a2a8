/** A value of JSON, with the array or object that holds it. */
export interface Place {
  readonly holder: Holder;
  readonly key: string | number;
  readonly value: unknown;
  /** The keys from the root on, joined by a blank. */
  readonly path: string;
}

export type Holder = Record<string | number, unknown>;

/** Beyond this nobody has put anything but more of the same. */
const DEEPEST = 60;

/** Every value below the root, in the order of the document. No recursion: what is deep must not end the walk. */
export function placesIn(root: unknown): readonly Place[] {
  const found: Place[] = [];
  const open: { readonly value: unknown; readonly path: string; readonly depth: number }[] = [
    { value: root, path: "", depth: 0 },
  ];
  for (let at = open.shift(); at !== undefined; at = open.shift()) {
    const { value, path, depth } = at;
    if (typeof value !== "object" || value === null || depth > DEEPEST) continue;
    for (const key of Object.keys(value)) {
      const place = { holder: value as Holder, key, value: own(value, key), path: `${path} ${key}` };
      found.push(place);
      open.push({ value: place.value, path: place.path, depth: depth + 1 });
    }
  }
  return found;
}

/** `value.__proto__` is not what JSON has under that name. */
const own = (value: object, key: string): unknown => Object.getOwnPropertyDescriptor(value, key)?.value;

/** Sets a property of JSON, whatever its name: an assignment to `__proto__` would set none. */
export function put(holder: Holder, key: string | number, value: unknown): void {
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
}

/** Takes it away; out of an array without a hole, which JSON does not know. */
export function take({ holder, key }: Place): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
}

export const isObject = (value: unknown): value is Holder =>
  typeof value === "object" && value !== null && !Array.isArray(value);
