import type { Observed } from "../run-input";
import { hostProblems } from "./hosts";
import { lineProblems } from "./lines";
import { markProblems } from "./marks";
import { messageProblems } from "./messages";
import { outcomeProblems } from "./outcomes";

/** An oracle says what is wrong with what was observed of one input; nothing when all is well. */
type Oracle = (observed: Observed) => readonly string[];

/** By the promise that each looks after. */
export const ORACLES = {
  outcome: outcomeProblems,
  hosts: hostProblems,
  lines: lineProblems,
  messages: messageProblems,
  findings: markProblems,
} as const satisfies Readonly<Record<string, Oracle>>;

/** What is wrong, each problem after the name of its oracle and once. */
export const judge = (observed: Observed): readonly string[] =>
  Object.entries(ORACLES).flatMap(([name, oracle]) =>
    [...new Set(oracle(observed))].map((problem) => `${name}: ${problem}`),
  );
