import { UsageError } from "../../local/errors";
import type { StackSummary } from "./stack-summary";
import type { Summary } from "./summary";

/** What a pipeline may refuse to go on with by itself. */
const GATES = ["replace", "destroy", "iam", "action"] as const;
export type Gate = (typeof GATES)[number];

export const EXIT_CODES = { nothing: 0, error: 1, changes: 2, gate: 3 } as const;

/** @throws UsageError for a gate that there is not: one that is misspelt would let everything through */
export function readGates(given: string | undefined): readonly Gate[] {
  if (given === undefined) return [];
  const names = given.split(",").map((name) => name.trim());
  return names.map((name) => {
    const gate = GATES.find((known) => known === name);
    if (!gate) throw new UsageError(`--fail-on knows ${GATES.join(", ")}, not "${name}"`);
    return gate;
  });
}

/** The gates that the plan runs into. What cannot be seen yet might do anything, so it passes none. */
export const gatesHit = (gates: readonly Gate[], { stacks }: Summary): readonly Gate[] =>
  GATES.filter((gate) => gates.includes(gate) && stacks.some((stack) => !stack.whole || isIn(gate, stack)));

/** Whether a stack does what the gate names. */
export const isIn = (gate: Gate, { counts, iam, actions }: StackSummary): boolean =>
  gate === "iam" ? iam.length > 0 : gate === "action" ? actions.length > 0 : counts[gate] > 0;

export const exitCodeOf = (summary: Summary, hit: readonly Gate[]): number =>
  hit.length > 0 ? EXIT_CODES.gate : summary.changes ? EXIT_CODES.changes : EXIT_CODES.nothing;
