import type { PassedState } from "../step-functions/run-execution";

/** What the local run reports while it happens; the reports render it for people or as JSON. */
export type PipelineEvent =
  | { readonly type: "rules"; readonly matched: readonly string[]; readonly notMatched: readonly string[] }
  | { readonly type: "execution-started"; readonly machine: string; readonly execution: string }
  /** As soon as the state has been left. */
  | ({ readonly type: "state"; readonly execution: string } & PassedState)
  | {
      readonly type: "execution-ended";
      readonly machine: string;
      readonly execution: string;
      readonly status: string;
      readonly error?: string;
    };
