import { setTimeout as sleep } from "node:timers/promises";
import { atMost } from "../lambda/at-most";
import { ruleGroupView } from "../pipeline/rule-group-view";
import { startStandIns } from "../pipeline/stand-ins";
import type { Observed } from "./measure";
import { naiveFirewall } from "./naive-firewall";
import { runNaiveWriter } from "./naive-writer";
import { firewallOf, type StormInput } from "./run-storm";

/** The naive writer ends by itself within a minute at the default load; a heavier one is cut. */
const LIMIT_MS = 120_000;

/** The same load, the same firewall, another writer: in this process, without Lambda, table or Slack. */
export async function runNaive({ deployment, load, events, onBegin }: StormInput): Promise<Observed> {
  const standIns = await startStandIns(deployment, { firewall: firewallOf(load) });
  const { ruleGroup, region } = deployment;
  const managedAction =
    ruleGroup.ruleGroup.RulesSource?.StatelessRulesAndCustomActions?.CustomActions?.[0]?.ActionName ?? "";
  const firewall = naiveFirewall({
    endpoint: standIns.firewall.url,
    region,
    ruleGroupArn: ruleGroup.arn,
    managedAction,
  });
  const ended = { count: 0, failed: 0, told: 0 };
  try {
    onBegin?.(() => ({
      ended: ended.count,
      failed: ended.failed,
      of: events.length,
      firewallCalls: standIns.firewall.calls.length,
      slackMessages: ended.told,
    }));
    const startedAt = Date.now();
    const { executions, rows } = await runNaiveWriter({
      hosts: events.map(({ host }) => host),
      addHost: firewall.addHost,
      inTurn: atMost(Math.min(load.concurrency, load.lambdaConcurrency ?? Infinity)),
      limitMs: LIMIT_MS,
      now: Date.now,
      sleep,
      onEnd: ({ status, told }) => {
        ended.count += 1;
        if (status === "FAILED") ended.failed += 1;
        if (told) ended.told += 1;
      },
    });
    return {
      findings: events.map(({ host }) => ({ host, deliveredAt: startedAt })),
      executions,
      rows,
      rules: ruleGroupView({ deployment, standIns }),
      firewallCalls: standIns.firewall.calls,
      slackMessages: ended.told,
      milliseconds: Date.now() - startedAt,
    };
  } finally {
    firewall.close();
    await standIns.close();
  }
}
