/**
 * The shape of an EventBridge event pattern, as the rules of the synthesized stacks carry it.
 * Operators: EventBridge user guide, "Comparison operators for use in event patterns".
 */

/** One or several texts that an `anything-but` excludes. */
type Texts = string | readonly string[];

/** `anything-but` excludes values, or what another operator would match. */
export type Excluded =
  | string
  | number
  | readonly string[]
  | readonly number[]
  | { readonly prefix: Texts }
  | { readonly suffix: Texts }
  | { readonly "equals-ignore-case": Texts }
  | { readonly wildcard: Texts };

/** A text, or a text whose case does not matter. */
export type Affix = string | { readonly "equals-ignore-case": string };

/** One entry of a leaf: a value that must be equal, or an operator. A leaf matches when one of its entries does. */
export type Matcher =
  | string
  | number
  | boolean
  | null
  | { readonly prefix: Affix }
  | { readonly suffix: Affix }
  | { readonly "equals-ignore-case": string }
  | { readonly wildcard: string }
  | { readonly "anything-but": Excluded }
  | { readonly numeric: readonly (string | number)[] }
  | { readonly cidr: string }
  | { readonly exists: boolean };

/** A leaf of the pattern. */
export type Leaf = readonly Matcher[];

/** Fields that must all match; `$or` holds alternatives of which one must. */
export interface EventPattern {
  readonly [field: string]: Leaf | EventPattern | readonly EventPattern[];
}

/** The key whose array holds alternatives. */
export const OR = "$or";
