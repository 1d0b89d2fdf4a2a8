/** An error of the person at the keyboard: scripts/run.mjs prints its message and nothing else. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly forPeople = true;
}
