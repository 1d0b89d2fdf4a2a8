import type { Variable } from "./env-contract";

/** enforce: hosts are blocked. observe: everything is recorded and reported as "would block", no rule changes. */
export const MODES = ["enforce", "observe"] as const;
export type Mode = (typeof MODES)[number];

/** The mode as a variable of a function's environment. */
export const mode: Variable<Mode> = {
  expects: `one of ${MODES.join(", ")}`,
  parse: (value) => MODES.find((known) => known === value),
};
