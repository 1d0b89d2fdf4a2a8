import type { PipelineEvent } from "../pipeline/pipeline-event";
import type { SlackMessage } from "../stand-ins/slack/server";

/** The rule group as a reader wants it: what is blocked, and how full it is. */
export interface RuleGroupView {
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  readonly capacityUsedUnits: number;
  readonly capacityUnits: number;
}

/** Everything that the local run shows, in the order in which it happens. */
export type ReportEvent =
  | { readonly type: "step"; readonly number: number; readonly title: string }
  | { readonly type: "note"; readonly text: string }
  | PipelineEvent
  | {
      readonly type: "row";
      readonly change: "new" | "changed" | "removed";
      readonly row: Readonly<Record<string, unknown>>;
    }
  | { readonly type: "rule-group"; readonly before: RuleGroupView; readonly after: RuleGroupView }
  | { readonly type: "firewall-calls"; readonly describe: number; readonly update: number }
  | { readonly type: "slack"; readonly message: SlackMessage }
  | { readonly type: "check"; readonly ok: boolean; readonly what: string }
  | { readonly type: "endpoints"; readonly endpoints: Readonly<Record<string, string>> }
  | {
      readonly type: "result";
      readonly ok: boolean;
      readonly checks: number;
      readonly failed: number;
      readonly seconds: number;
    };

/** Shows the events as they come. */
export type Report = (event: ReportEvent) => void;
