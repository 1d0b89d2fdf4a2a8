import { setTimeout as sleep } from "node:timers/promises";
import { memoryTable } from "../pipeline/blocklist-rows";
import { startPipeline, type Pipeline } from "../pipeline/pipeline";
import type { Report } from "../report/report";
import type { Check } from "../start/checks";
import { observe, type Deed } from "../start/observe";
import type { Event } from "../start/read-findings";
import type { Execution } from "../step-functions/run-execution";
import { checkStep } from "./check-step";
import { elsewhere } from "./elsewhere";
import { earlier } from "./pass-time";
import { prepare, type Stage } from "./prepare-step";
import type { Scenario, ScenarioStep } from "./scenario";
import type { Deploy } from "./settings";

export interface ScenarioRun {
  readonly deploy: Deploy;
  readonly report: Report;
  /** Retries of the state machines wait so many times as long as their definitions say. @default 1 */
  readonly retryScale?: number;
  /** Called after each step, with what it ran and what it ran in. */
  readonly onStep?: (pipeline: Pipeline, executions: readonly Execution[]) => Promise<void>;
  /** Called after the last step, while everything is still up. */
  readonly atEnd?: (checks: readonly Check[], pipeline: Pipeline) => Promise<void>;
}

/** Runs a scenario through what is synthesized for its settings; answers a check for each thing that it expects. */
export async function runScenario(scenario: Scenario, run: ScenarioRun): Promise<readonly Check[]> {
  const { deploy, report, onStep, atEnd, ...options } = run;
  const matched: string[] = [];
  const settings = scenario.config ?? {};
  const deployment = await deploy(settings);
  const pipeline = await startPipeline({
    deployment,
    ...options,
    onEvent: (event) => {
      if (event.type === "rules") matched.push(...event.matched);
      report(event);
    },
  });
  const stage: Playing = { pipeline, settings, deploy, report, matched, onStep, hoursPassed: 0 };
  const checks: Check[] = [];
  try {
    report({ type: "note", text: `${scenario.name}: ${scenario.line}` });
    if (scenario.config !== undefined) report({ type: "note", text: `config: ${JSON.stringify(scenario.config)}` });
    for (const [index, step] of scenario.steps.entries()) {
      report({ type: "step", number: index + 1, title: step.title });
      for (const check of await runStep(step, stage)) {
        checks.push(check);
        report({ type: "check", ...check });
      }
    }
    await atEnd?.(checks, stage.pipeline);
  } finally {
    await stage.pipeline.close();
  }
  return checks;
}

interface Playing extends Stage {
  readonly onStep: ScenarioRun["onStep"];
  /** Names of the rules that have taken an event since the list was emptied. */
  readonly matched: string[];
}

async function runStep(step: ScenarioStep, stage: Playing): Promise<readonly Check[]> {
  await prepare(step, stage);
  const { pipeline } = stage;
  stage.matched.length = 0;
  const before = elsewhere(pipeline).length;
  const seen = await observe(pipeline, deedsOf(step, stage), stage.report);
  const now = new Date();
  const executions = seen.acts.flatMap((act) => act.executions);
  await stage.onStep?.(pipeline, executions);
  const further = elsewhere(pipeline).slice(before);
  for (const line of further.flatMap((text) => text.split("\n"))) stage.report({ type: "note", text: line });
  return checkStep(step.expect, {
    matched: stage.matched.map((name) => name.slice(name.lastIndexOf("catch-"))),
    executions,
    rules: seen.rules,
    rows: seen.rows,
    remembered: await rememberedRows(pipeline, now),
    messages: seen.acts.flatMap(({ messages }) => messages),
    elsewhere: further,
    now,
  });
}

function deedsOf({ events = [], atOnce = false, schedule = false }: ScenarioStep, stage: Stage): readonly Deed[] {
  const { pipeline } = stage;
  const { region } = pipeline.deployment;
  const sent = events.map((event): Event => ({ ...earlier(event, stage.hoursPassed), region }));
  const together: Deed = {
    run: async () => {
      await earlyInAMinute();
      return (await Promise.all(sent.map((event) => pipeline.deliver(event)))).flat();
    },
  };
  return [
    ...(atOnce ? [together] : sent.map((event): Deed => ({ event, run: () => pipeline.deliver(event) }))),
    ...(schedule ? [{ run: async () => [await pipeline.prune()] }] : []),
  ];
}

const MINUTE_MS = 60_000;
/** What arrives together has so long before the next minute begins. */
const NEEDED_MS = 15_000;

async function earlyInAMinute(): Promise<void> {
  const leftMs = MINUTE_MS - (Date.now() % MINUTE_MS);
  if (leftMs < NEEDED_MS) await sleep(leftMs);
}

/** Rows of the memory table that are not to be forgotten yet. */
async function rememberedRows({ deployment, standIns }: Pipeline, now: Date) {
  const rows = await standIns.dynamoDb.scanAll(memoryTable(deployment));
  return rows.filter(({ ForgetAt }) => Number(ForgetAt) * 1_000 > now.getTime());
}
