/** A value, an address, a name: shown as it is, and never read as markup. */
export interface Code {
  readonly code: string;
}

/** A line of a report: our words, and what they are about. */
export type Phrase = readonly (string | Code)[];

/** `say\`${address}: replaced\``: what is put in is code; `words(…)` puts words in. */
export const say = (words: TemplateStringsArray, ...values: readonly (string | number | Phrase)[]): Phrase =>
  words.flatMap((text, index): Phrase => {
    const value = values[index];
    if (value === undefined) return [text];
    if (typeof value === "number") return [text, String(value)];
    return typeof value === "string" ? [text, { code: value }] : [text, ...value];
  });

export const words = (text: string): Phrase => [text];

/** `\`a\`, \`b\`, \`c\`` */
export const list = (values: readonly string[]): Phrase =>
  values.flatMap((value, index): Phrase => [...(index === 0 ? [] : [", "]), { code: value }]);

export interface Item {
  readonly text: Phrase;
  readonly below: readonly Phrase[];
}

/** A heading and what stands under it. */
export interface Section {
  readonly level: 1 | 2;
  readonly title: string;
  readonly items: readonly Item[];
}

export const item = (text: Phrase, below: readonly Phrase[] = []): Item => ({ text, below });
