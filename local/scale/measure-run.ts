import { blocklistRows } from "../pipeline/blocklist-rows";
import type { Pipeline } from "../pipeline/pipeline";
import { ruleGroupView } from "../pipeline/rule-group-view";
import { slackLines } from "../report/slack-text";
import type { Execution } from "../step-functions/run-execution";

/** What a scheduled run did. */
export interface RunFigures {
  readonly status: Execution["status"];
  readonly error?: string;
  readonly seconds: number;
  /** How often each state was passed. */
  readonly states: Readonly<Record<string, number>>;
  readonly describes: number;
  readonly updates: number;
  readonly tableCalls: Readonly<Record<string, number>>;
  readonly rows: number;
  readonly rowsEnforced: number;
  /** Addresses that the rules list as sources; the same number as destinations. */
  readonly addresses: number;
  readonly capacityUsedUnits: number;
  readonly capacityUnits: number;
  /** Each message as text. */
  readonly messages: readonly string[];
}

/** Runs the schedule once, and looks at everything that it changed. */
export async function measureScheduledRun(pipeline: Pipeline): Promise<RunFigures> {
  const { firewall, dynamoDb, slack } = pipeline.standIns;
  const [calls, tableCalls, messages] = [firewall.calls.length, dynamoDb.calls.length, slack.messages.length];
  const startedAt = performance.now();
  const execution = await pipeline.prune();
  const seconds = (performance.now() - startedAt) / 1000;
  const rows = await blocklistRows(pipeline);
  const view = ruleGroupView(pipeline);
  if (view.sources.length !== view.destinations.length) throw new Error("the directions differ");
  const count = (operation: string) =>
    firewall.calls.slice(calls).filter((call) => call.operation === operation).length;
  return {
    status: execution.status,
    ...(execution.error !== undefined && { error: execution.error }),
    seconds,
    states: countBy(execution.states.map(({ state }) => state)),
    describes: count("DescribeRuleGroup"),
    updates: count("UpdateRuleGroup"),
    tableCalls: countBy(dynamoDb.calls.slice(tableCalls).map(({ operation }) => operation)),
    rows: rows.length,
    rowsEnforced: rows.filter(({ EnforcedAt }) => EnforcedAt !== undefined).length,
    addresses: view.sources.length,
    capacityUsedUnits: view.capacityUsedUnits,
    capacityUnits: view.capacityUnits,
    messages: slack.messages.slice(messages).map((message) => slackLines(message).join("\n")),
  };
}

function countBy(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
