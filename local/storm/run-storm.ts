import { setTimeout as sleep } from "node:timers/promises";
import { blocklistRows } from "../pipeline/blocklist-rows";
import { startPipeline, type Pipeline } from "../pipeline/pipeline";
import { ruleGroupView } from "../pipeline/rule-group-view";
import type { NetworkFirewallOptions } from "../stand-ins/network-firewall/server";
import type { Execution } from "../step-functions/run-execution";
import type { Deployment } from "../synthesized/deployment";
import type { Load, StormEvent } from "./load";
import type { Observed } from "./measure";
import { withoutQueueTime } from "./queue-time";

/** How far a run is. */
export interface Progress {
  readonly ended: number;
  readonly failed: number;
  readonly of: number;
  /** States that executions have passed: the first sign of life of a storm in which none has ended yet. */
  readonly states?: number;
  readonly firewallCalls: number;
  readonly slackMessages: number;
}

export interface StormInput {
  readonly deployment: Deployment;
  readonly load: Load;
  readonly events: readonly StormEvent[];
  /** Retries wait so many times as long as the definitions say, and messages are as much closer. @default 1 */
  readonly timeScale?: number;
  /** Called once the run has begun; from then on the function it is given answers how far the run is. */
  readonly onBegin?: (progress: () => Progress) => void;
}

/**
 * All events arrive at once, and every rule that matches starts its execution at once: Step Functions has no limit
 * that matters here. What bounds the storm is Lambda's concurrency, this machine, and the firewall's rate.
 */
export async function runStorm({ deployment, load, events, timeScale = 1, onBegin }: StormInput): Promise<Observed> {
  const passed = { states: 0, ended: 0, failed: 0 };
  const pipeline = await startPipeline({
    deployment: withoutQueueTime(deployment),
    lambda: {
      ...(load.lambdaConcurrency !== undefined && { concurrency: { account: load.lambdaConcurrency } }),
      atOnce: load.concurrency,
      latencyMs: load.lambdaLatencyMs,
    },
    retryScale: timeScale,
    messageSpacingMs: timeScale * MESSAGE_SPACING_MS,
    firewall: firewallOf(load),
    onEvent: (event) => {
      if (event.type === "state") passed.states += 1;
      if (event.type !== "execution-ended") return;
      passed.ended += 1;
      if (event.status !== "SUCCEEDED") passed.failed += 1;
    },
  });
  try {
    onBegin?.(() => ({
      ...passed,
      of: events.length,
      firewallCalls: pipeline.standIns.firewall.calls.length,
      slackMessages: pipeline.standIns.slack.messages.length,
    }));
    const startedAt = Date.now();
    const findings: { host: string; deliveredAt: number }[] = [];
    const running = events.map(({ host, event }) => {
      findings.push({ host, deliveredAt: Date.now() });
      return pipeline.deliver(event);
    });
    const executions = (await Promise.all(running)).flat();
    return await observe(pipeline, findings, executions, Date.now() - startedAt);
  } finally {
    await tablesAreQuiet(pipeline);
    await pipeline.close();
  }
}

/** As deployed: a storm shows what waiting for Slack costs, too. */
const MESSAGE_SPACING_MS = 1_000;

const QUIET_MS = 300;

/**
 * A function gives up a table request after 5 s and sends another; on a busy machine dynalite may still work on the
 * first when all executions have ended, and it dies of a request that outlives its database.
 */
async function tablesAreQuiet({ standIns }: Pipeline): Promise<void> {
  for (let seen = -1; seen !== standIns.dynamoDb.calls.length;) {
    seen = standIns.dynamoDb.calls.length;
    await sleep(QUIET_MS);
  }
}

/** The firewall's API under this load. */
export const firewallOf = (load: Load): NetworkFirewallOptions => ({
  latencyMs: load.firewallLatencyMs,
  throttle: { ratePerSecond: load.firewallRatePerSecond },
});

async function observe(
  pipeline: Pipeline,
  findings: Observed["findings"],
  executions: readonly Execution[],
  milliseconds: number,
): Promise<Observed> {
  const { firewall, dynamoDb, slack } = pipeline.standIns;
  return {
    findings,
    executions,
    rows: await blocklistRows(pipeline),
    rules: ruleGroupView(pipeline),
    firewallCalls: firewall.calls,
    tableCalls: dynamoDb.calls,
    slackMessages: slack.messages.length,
    slackTexts: slack.messages.map((message) => JSON.stringify(message)),
    milliseconds,
  };
}
