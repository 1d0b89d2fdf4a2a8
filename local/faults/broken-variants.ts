import { BROKEN_DECISIONS } from "./broken-decisions";
import { BROKEN_EFFECTS } from "./broken-effects";
import type { Variant } from "./variant";

/** Mistakes that the simulation must find: each is one that somebody could make in good faith. */
export const BROKEN_VARIANTS: readonly Variant[] = [...BROKEN_EFFECTS, ...BROKEN_DECISIONS];
