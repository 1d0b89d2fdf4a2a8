import { ageRows, blocklistRows } from "../pipeline/blocklist-rows";
import type { Pipeline } from "../pipeline/pipeline";
import { ruleGroupView } from "../pipeline/rule-group-view";
import type { Report } from "../report/report";
import type { Execution } from "../step-functions/run-execution";
import { checkBlocked, checkNothingDone, checkPruned, checkTold, type Check } from "./checks";
import type { ReadEvent } from "./read-findings";

const PAST_RETENTION_HOURS = 721;

export interface DemoInput {
  readonly events: readonly ReadEvent[];
  /** A CRITICAL finding that names no address. */
  readonly critical: ReadEvent;
}

/** What happened in one step: the effects that its checks look at. */
export interface Observed {
  readonly executions: readonly Execution[];
  readonly rows: Awaited<ReturnType<typeof blocklistRows>>;
  readonly hostsInRules: ReturnType<typeof ruleGroupView>;
  readonly firewallCalls: number;
  readonly mode: string;
  readonly messages: Pipeline["standIns"]["slack"]["messages"];
}

/** The four steps: block, the same again, a finding without an address, prune. Answers every check that was made. */
export async function runDemo(
  pipeline: Pipeline,
  { events, critical }: DemoInput,
  report: Report,
): Promise<readonly Check[]> {
  const checks: Check[] = [];
  const step = async (
    number: number,
    title: string,
    act: () => Promise<readonly Execution[]>,
    judge: (seen: Observed) => readonly Check[],
  ) => {
    report({ type: "step", number, title });
    const seen = await observe(pipeline, act, report);
    for (const check of judge(seen)) {
      checks.push(check);
      report({ type: "check", ...check });
    }
  };
  const deliverAll = async () => {
    const executions: Execution[] = [];
    for (const { event, movedFrom } of events) {
      if (movedFrom !== undefined) {
        report({
          type: "note",
          text: `the event is from ${movedFrom}; it is sent as one of ${pipeline.deployment.region}, where this environment listens`,
        });
      }
      executions.push(...(await pipeline.deliver(event)));
    }
    return executions;
  };

  await step(
    1,
    `${events.length === 1 ? "A finding arrives" : `${events.length} findings arrive`} from Security Hub`,
    deliverAll,
    checkBlocked,
  );
  await step(2, "The same again: nothing to do", deliverAll, checkNothingDone);
  await step(
    3,
    "A CRITICAL finding without an address: told, not blocked",
    () => pipeline.deliver(critical.event),
    checkTold,
  );
  await step(
    4,
    `${PAST_RETENTION_HOURS} hours later: the schedule prunes`,
    async () => {
      await ageRows(pipeline, PAST_RETENTION_HOURS);
      return [await pipeline.prune()];
    },
    checkPruned,
  );
  return checks;
}

async function observe(
  pipeline: Pipeline,
  act: () => Promise<readonly Execution[]>,
  report: Report,
): Promise<Observed> {
  const { firewall, slack } = pipeline.standIns;
  const [callsBefore, messagesBefore] = [firewall.calls.length, slack.messages.length];
  const [before, rowsBefore] = [ruleGroupView(pipeline), await blocklistRows(pipeline)];
  const executions = await act();
  const rows = await blocklistRows(pipeline);
  const after = ruleGroupView(pipeline);
  const calls = firewall.calls.slice(callsBefore);
  const messages = slack.messages.slice(messagesBefore);
  for (const change of changedRows(rowsBefore, rows)) report({ type: "row", ...change });
  const count = (operation: string) => calls.filter((call) => call.operation === operation).length;
  report({ type: "firewall-calls", describe: count("DescribeRuleGroup"), update: count("UpdateRuleGroup") });
  report({ type: "rule-group", before, after });
  for (const message of messages) report({ type: "slack", message });
  return {
    executions,
    rows,
    hostsInRules: after,
    firewallCalls: calls.length,
    messages,
    mode: pipeline.deployment.mode,
  };
}

type Rows = Observed["rows"];

/** The rows that a step wrote or removed. */
function changedRows(before: Rows, after: Rows) {
  const find = (rows: Rows, row: Rows[number]) => rows.find(({ HostIp }) => HostIp === row.HostIp);
  const same = (a: Rows[number], b: Rows[number] | undefined) => JSON.stringify(a) === JSON.stringify(b);
  return [
    ...after
      .filter((row) => !same(row, find(before, row)))
      .map((row) => ({ row, change: find(before, row) === undefined ? ("new" as const) : ("changed" as const) })),
    ...before.filter((row) => find(after, row) === undefined).map((row) => ({ row, change: "removed" as const })),
  ];
}
