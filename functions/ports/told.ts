/** How a telling ended: the minute whose digest has the message, or "" for a message that was sent by itself. */
export type Digest = string;

export interface Once {
  /** Whether `tell` ran. */
  readonly told: boolean;
  /** What `tell` answered; when it did not run, what it answered to an earlier attempt of this very execution, or "". */
  readonly digest: Digest;
}

/** Remembers what was told already, so that a finding which Security Hub emits again is told once. */
export interface Told {
  /** Runs `tell` unless this key was told within the hours. A failed tell is not remembered. */
  readonly once: (key: string, hours: number, tell: () => Promise<Digest>) => Promise<Once>;
}
