/** What every object of this process inherits from. */
const PROTOTYPES = [Object, Array, String, Number, Boolean, Function, Map, Set, Promise, RegExp, Error, Date].map(
  (constructor) => [constructor.name, constructor.prototype as object] as const,
);

const snapshot = (): string =>
  JSON.stringify(PROTOTYPES.map(([name, prototype]) => [name, Reflect.ownKeys(prototype).map(String)]));

/** Looks whether anything was added to what every object inherits from, since this was called. */
export function watchPrototypes(): () => readonly string[] {
  const before = snapshot();
  return () => (snapshot() === before ? [] : ["something was added to what every object inherits from"]);
}
