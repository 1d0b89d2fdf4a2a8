import type { ReportEvent } from "../../../local/report/report";
import { runScenario } from "../../../local/scenarios/run-scenario";
import type { Scenario } from "../../../local/scenarios/scenario";
import type { Deploy } from "../../../local/scenarios/settings";
import type { Call } from "../../security/permissions/call";
import { callsIn } from "../../security/permissions/collect";
import { leaksIn, placesOf } from "../../security/secrets/leaks";

export interface Played {
  /** Checks that do not hold, each with the title of its step. */
  readonly failed: readonly string[];
  readonly checks: number;
  readonly shown: readonly ReportEvent[];
  /** Places where a webhook's URL, or a part of it, was found. */
  readonly leaks: readonly string[];
  /** How much was looked through for it, by place. */
  readonly looked: Readonly<Record<string, number>>;
  /** What the functions called. */
  readonly calls: readonly Call[];
}

/** Runs a scenario as `npm start -- --scenario` does, without waiting for retries. */
export async function play(scenario: Scenario, deploy: Deploy): Promise<Played> {
  const shown: ReportEvent[] = [];
  const leaks: string[] = [];
  const looked: Record<string, number> = {};
  let calls: readonly Call[] = [];
  const checks = await runScenario(scenario, {
    deploy,
    retryScale: 0,
    report: (event) => shown.push(event),
    onStep: async (pipeline, executions) => {
      const places = await placesOf(pipeline, executions);
      const { slack, furtherSlacks } = pipeline.standIns;
      for (const { webhookUrl } of [slack, ...furtherSlacks]) leaks.push(...leaksIn(places, webhookUrl));
      for (const [place, text] of Object.entries(places)) looked[place] = (looked[place] ?? 0) + text.length;
    },
    atEnd: (_, pipeline) => {
      calls = callsIn(pipeline);
      return Promise.resolve();
    },
  });
  let step = "";
  const failed = shown.flatMap((event) => {
    if (event.type === "step") step = `${event.number}. ${event.title}`;
    return event.type === "check" && !event.ok ? [`${step}: ${event.what}`] : [];
  });
  return { failed, checks: checks.length, shown, leaks, looked, calls };
}
