/**
 * Texts with freedom in them (any case, any characters) as regular expressions without anchors.
 * Rules: README of aws/event-ruler, "Wildcard matching"; its EqualsIgnoreCaseParser for what "same letter" means.
 */
const escape = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

/** The text in any case: each character may be its lower or its upper form (which may be longer, as in ß and SS). */
export const anyCase = (text: string): string =>
  [...text]
    .map((character) => [...new Set([character.toLowerCase(), character.toUpperCase()])].map(escape))
    .map((forms) => (forms.length === 1 ? forms.join("") : `(?:${forms.join("|")})`))
    .join("");

/** The text with `*` as any characters, also none; `\*` and `\\` are the characters themselves. */
export const wildcard = (text: string): string =>
  text.replace(/\\([*\\])|\*|[^*\\]+|\\/gs, (part, escaped: string | undefined) => {
    if (escaped !== undefined) return escape(escaped);
    return part === "*" ? "[^]*" : escape(part);
  });

/** What is wrong with a wildcard text, in words; `undefined` for one that EventBridge accepts. */
export function wildcardProblem(text: string): string | undefined {
  const literal = text.replace(/\\[*\\]/g, "");
  if (literal.includes("\\")) return "a backslash may only stand before * or another backslash";
  if (text.replace(/\\[*\\]/g, "x").includes("**")) return "* must not follow *";
  return undefined;
}
