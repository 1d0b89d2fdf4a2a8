import type { Variable } from "./env-contract";

/** ASFF's severity labels, lowest first. */
export const SEVERITIES = ["INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL"] as const;
export type KnownSeverity = (typeof SEVERITIES)[number];

/** A severity as a variable of a function's environment. */
export const severity: Variable<KnownSeverity> = {
  expects: `one of ${SEVERITIES.join(", ")}`,
  parse: (value) => SEVERITIES.find((known) => known === value),
};
