import type { ReportEvent } from "../../../local/report/report";
import { runScenario } from "../../../local/scenarios/run-scenario";
import type { Scenario } from "../../../local/scenarios/scenario";
import type { Deploy } from "../../../local/scenarios/settings";

export interface Played {
  /** Checks that do not hold, each with the title of its step. */
  readonly failed: readonly string[];
  readonly checks: number;
  readonly shown: readonly ReportEvent[];
}

/** Runs a scenario as `npm start -- --scenario` does, without waiting for retries. */
export async function play(scenario: Scenario, deploy: Deploy): Promise<Played> {
  const shown: ReportEvent[] = [];
  const checks = await runScenario(scenario, { deploy, retryWaitMs: 0, report: (event) => shown.push(event) });
  let step = "";
  const failed = shown.flatMap((event) => {
    if (event.type === "step") step = `${event.number}. ${event.title}`;
    return event.type === "check" && !event.ok ? [`${step}: ${event.what}`] : [];
  });
  return { failed, checks: checks.length, shown };
}
