import { blocklistRows } from "../pipeline/blocklist-rows";
import type { Pipeline } from "../pipeline/pipeline";
import { ruleGroupView } from "../pipeline/rule-group-view";
import type { Report, RuleGroupView } from "../report/report";
import type { SlackMessage } from "../stand-ins/slack/server";
import type { Execution } from "../step-functions/run-execution";
import type { Event } from "./read-findings";

type Rows = Awaited<ReturnType<typeof blocklistRows>>;

/** Something to do to the pipeline: an event to deliver, or a run of the schedule. */
export interface Deed {
  readonly event?: Event;
  readonly notes?: readonly string[];
  readonly run: () => Promise<readonly Execution[]>;
}

/** What it did. */
export interface Act extends Pick<Deed, "event"> {
  readonly executions: readonly Execution[];
  readonly rowsBefore: Rows;
  readonly rows: Rows;
  readonly firewallCalls: number;
  readonly messages: readonly SlackMessage[];
}

/** What happened in one step: the effects that its checks look at. */
export interface Observed {
  readonly acts: readonly Act[];
  readonly rowsBefore: Rows;
  readonly rows: Rows;
  readonly rulesBefore: RuleGroupView;
  readonly rules: RuleGroupView;
  /** Observe mode: no rule may change. */
  readonly observes: boolean;
  /** Of this step and of all steps before it. */
  readonly messagesSoFar: readonly SlackMessage[];
}

/** Does it all, one after the other, and shows what happens. */
export async function observe(pipeline: Pipeline, deeds: readonly Deed[], report: Report): Promise<Observed> {
  const { firewall, slack } = pipeline.standIns;
  const [rulesBefore, rowsBefore] = [ruleGroupView(pipeline), await blocklistRows(pipeline)];
  const [callsBefore, messagesBefore] = [firewall.calls.length, slack.messages.length];
  const acts: Act[] = [];
  for (const deed of deeds) acts.push(await act(pipeline, deed, acts.at(-1)?.rows ?? rowsBefore, report));

  const [rules, rows] = [ruleGroupView(pipeline), acts.at(-1)?.rows ?? rowsBefore];
  const calls = firewall.calls.slice(callsBefore);
  const count = (operation: string) => calls.filter((call) => call.operation === operation).length;
  for (const change of changedRows(rowsBefore, rows)) report({ type: "row", ...change });
  report({ type: "firewall-calls", describe: count("DescribeRuleGroup"), update: count("UpdateRuleGroup") });
  report({ type: "rule-group", before: rulesBefore, after: rules });
  for (const message of slack.messages.slice(messagesBefore)) report({ type: "slack", message });
  return {
    acts,
    rowsBefore,
    rows,
    rulesBefore,
    rules,
    observes: pipeline.deployment.mode === "observe",
    messagesSoFar: [...slack.messages],
  };
}

async function act(pipeline: Pipeline, { event, notes, run }: Deed, rowsBefore: Rows, report: Report): Promise<Act> {
  const { firewall, slack } = pipeline.standIns;
  const [callsBefore, messagesBefore] = [firewall.calls.length, slack.messages.length];
  for (const text of notes ?? []) report({ type: "note", text });
  const executions = await run();
  return {
    ...(event !== undefined && { event }),
    executions,
    rowsBefore,
    rows: await blocklistRows(pipeline),
    firewallCalls: firewall.calls.length - callsBefore,
    messages: slack.messages.slice(messagesBefore),
  };
}

/** The rows that a step wrote or removed. */
function changedRows(before: Rows, after: Rows) {
  const byHost = new Map(before.map((row) => [row.HostIp, row]));
  const hosts = new Set(after.map(({ HostIp }) => HostIp));
  const same = (row: Rows[number]) => JSON.stringify(row) === JSON.stringify(byHost.get(row.HostIp));
  return [
    ...after
      .filter((row) => !same(row))
      .map((row) => ({ row, change: byHost.has(row.HostIp) ? ("changed" as const) : ("new" as const) })),
    ...before.filter(({ HostIp }) => !hosts.has(HostIp)).map((row) => ({ row, change: "removed" as const })),
  ];
}
