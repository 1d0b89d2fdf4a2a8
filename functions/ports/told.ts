/** Remembers what was told already, so that a finding which Security Hub emits again is told once. */
export interface Told {
  /** Runs `tell` unless this key was told within the hours; answers whether it ran. A failed tell is not remembered. */
  readonly once: (key: string, hours: number, tell: () => Promise<void>) => Promise<boolean>;
}
