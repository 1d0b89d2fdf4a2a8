import { kindOf } from "./oracles/outcomes";
import type { Observed } from "./run-input";

/** What came out of many inputs. */
export interface Tally {
  inputs: number;
  /** Invocations by function and outcome, such as "add-ip-to-ddb recorded". */
  readonly outcomes: Record<string, number>;
  /** Refusals of add-ip-to-ddb by their reason. */
  readonly reasons: Record<string, number>;
  messages: number;
  slowestMs: number;
  longestLine: number;
  largestInput: number;
  /** Inputs over the 256 KiB that Step Functions takes, with all that the states add: those never come to their end. */
  overStepFunctions: number;
}

export const emptyTally = (): Tally => ({
  inputs: 0,
  outcomes: {},
  reasons: {},
  messages: 0,
  slowestMs: 0,
  longestLine: 0,
  largestInput: 0,
  overStepFunctions: 0,
});

const STATE_LIMIT = 262_144;

export function count(tally: Tally, { answers, lines, sent, text }: Observed): void {
  tally.inputs += 1;
  let state = Buffer.byteLength(text);
  for (const answer of answers) {
    bump(tally.outcomes, `${answer.function} ${kindOf(answer)}`);
    tally.slowestMs = Math.max(tally.slowestMs, answer.ms);
    if (answer.what === "event") state += Buffer.byteLength(JSON.stringify(answer.result ?? null));
    const { Refused } = answer.result ?? {};
    if (answer.what === "event" && Array.isArray(Refused)) {
      for (const reason of new Set((Refused as { Reason: string }[]).map(({ Reason }) => Reason)))
        bump(tally.reasons, reason);
    }
  }
  tally.messages += sent.filter(({ channel }) => channel === "slack").length;
  for (const line of lines) tally.longestLine = Math.max(tally.longestLine, Buffer.byteLength(line));
  tally.largestInput = Math.max(tally.largestInput, Buffer.byteLength(text));
  if (state > STATE_LIMIT) tally.overStepFunctions += 1;
}

const bump = (counts: Record<string, number>, name: string, by = 1): void => {
  counts[name] = (counts[name] ?? 0) + by;
};

/** Both together. */
export function add(sum: Tally, other: Tally): void {
  sum.inputs += other.inputs;
  for (const [name, number] of Object.entries(other.outcomes)) bump(sum.outcomes, name, number);
  for (const [name, number] of Object.entries(other.reasons)) bump(sum.reasons, name, number);
  sum.messages += other.messages;
  sum.slowestMs = Math.max(sum.slowestMs, other.slowestMs);
  sum.longestLine = Math.max(sum.longestLine, other.longestLine);
  sum.largestInput = Math.max(sum.largestInput, other.largestInput);
  sum.overStepFunctions += other.overStepFunctions;
}
