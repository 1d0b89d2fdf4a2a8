/**
 * The text of a state machine with every `${Name}` replaced.
 * @throws Error for a substitution that has no value, or a value that the definition never uses
 */
export function fillDefinition(definition: object, values: Readonly<Record<string, string>>): string {
  const text = JSON.stringify(definition);
  const used = new Set([...text.matchAll(SUBSTITUTION)].map(([, name]) => name ?? ""));
  const missing = [...used].filter((name) => !(name in values));
  const unused = Object.keys(values).filter((name) => !used.has(name));
  if (missing.length > 0)
    throw new Error(`the state machine needs ${missing.join(", ")}, which the stack does not give`);
  if (unused.length > 0) throw new Error(`the stack gives ${unused.join(", ")}, which the state machine does not use`);
  return text.replace(SUBSTITUTION, (_, name: string) => values[name] ?? "");
}

const SUBSTITUTION = /\$\{([A-Za-z]+)\}/g;
