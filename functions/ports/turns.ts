/** Whose turn it is to reconcile. */
export type Turn =
  | { readonly outcome: "taken" }
  /** Another one reconciles, or has just done so: ask again then. */
  | { readonly outcome: "wait"; readonly seconds: number };

/**
 * One reconcile at a time. @throws CodedError TABLE_UNAVAILABLE (try again) or TABLE_REFUSED (a person must look)
 */
export interface Turns {
  /** @param owner an id that no other invocation has */
  readonly take: (owner: string, now: Date) => Promise<Turn>;
  /** Gives the turn back, if it is still this owner's. */
  readonly end: (owner: string, now: Date) => Promise<void>;
}
