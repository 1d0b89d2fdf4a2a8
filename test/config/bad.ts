/** A setting that is not taken: what is given, how the message shows it, and what it says is allowed. */
export const bad = (setting: string, given: unknown, shown: string, allowed: string) => ({
  setting,
  given,
  shown,
  allowed,
});
