import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { environments } from "../../config/environments";
import { DEFAULT_ENVIRONMENT, loadConfig } from "../../config/load-config";
import { synthesize } from "../../stacks/synthesize";
import { UsageError } from "../errors";
import { readEvents, type Event } from "../start/read-findings";
import { readDeployment, type Deployment } from "../synthesized/deployment";
import { growthLines, growthLoads, growthOf } from "./growth";
import { stormEvents, type Load } from "./load";
import { measure, type Figures } from "./measure";
import { HELP, readOptions, type StormOptions } from "./options";
import { figureLines, verdictLine } from "./print";
import { showProgress } from "./progress";
import { runNaive } from "./run-naive";
import { runStorm } from "./run-storm";
import { judge, type Verdict } from "./verdict";

const TEMPLATE = "local/fixtures/ssh-brute-force.json";

/** A reader that goes away (`| head`) ends the output, not the run. */
let readerIsThere = true;
process.stdout.on("error", () => (readerIsThere = false));
const write = (line: string) => {
  if (readerIsThere) process.stdout.write(`${line}\n`);
};

/** What a storm hits: the deployment as synthesized, and the event of which it is made. */
interface Target {
  readonly deployment: Deployment;
  readonly template: Event;
}

/** `npm run storm`: synthesize, let the storm loose on the pipeline and on a naive writer, say what came out. */
async function storm(options: StormOptions): Promise<void> {
  const outdir = mkdtempSync(path.join(tmpdir(), "sechub-synth-"));
  try {
    await synthesize(loadConfig(DEFAULT_ENVIRONMENT, environments), outdir);
    const deployment = readDeployment(outdir);
    const [read] = readEvents(path.resolve(TEMPLATE), deployment.region);
    if (read === undefined) throw new Error(`${TEMPLATE} holds no event`);
    const target = { deployment, template: read.event };
    const ok = options.growth ? await showGrowth(options, target) : await compare(options, target);
    process.exitCode = ok ? 0 : 1;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

async function compare({ load, maxUpdates, json }: StormOptions, target: Target): Promise<boolean> {
  const pipeline = await run("pipeline", runStorm, load, target);
  const verdict = judge(pipeline, maxUpdates);
  const naive = await run("naive writer", runNaive, load, target);
  if (json) {
    write(JSON.stringify({ type: "figures", writer: "pipeline", load, ...pipeline }));
    write(JSON.stringify({ type: "figures", writer: "naive", load, ...naive }));
  } else {
    const columns = [
      { title: "this pipeline", figures: pipeline },
      { title: "naive writer", figures: naive },
    ];
    for (const line of ["", ...figureLines(columns), ""]) write(line);
  }
  writeVerdict(verdict, json);
  return verdict.ok;
}

async function showGrowth({ load, json }: StormOptions, target: Target): Promise<boolean> {
  const runs: { readonly figures: Figures; readonly verdict: Verdict }[] = [];
  for (const one of growthLoads(load)) {
    const figures = await run(`pipeline, ${one.findings.toLocaleString("en")} findings`, runStorm, one, target);
    const verdict = judge(figures);
    runs.push({ figures, verdict });
    if (json) write(JSON.stringify({ type: "figures", writer: "pipeline", load: one, ...figures }));
    if (json) write(JSON.stringify({ type: "growth", ...growthOf(figures) }));
  }
  if (!json) for (const line of ["", ...growthLines(runs.map(({ figures }) => growthOf(figures))), ""]) write(line);
  for (const { verdict } of runs) writeVerdict(verdict, json);
  return runs.every(({ verdict }) => verdict.ok);
}

/** Runs one load by one writer, with progress. */
async function run(
  name: string,
  writer: typeof runStorm,
  load: Load,
  { deployment, template }: Target,
): Promise<Figures> {
  requireRoom(load, deployment);
  let stop = () => {};
  try {
    const observed = await writer({
      deployment,
      load,
      events: stormEvents(load, template),
      onBegin: (progress) => (stop = showProgress(name, progress, process.stderr)),
    });
    return measure(observed);
  } finally {
    stop();
  }
}

/** A host that the design leaves out would count as lost here. */
function requireRoom({ hosts }: Load, { mode, ruleGroup: { capacity } }: Deployment): void {
  // An address costs a unit in each direction, and the placeholder one.
  const room = Math.floor((capacity - 1) / 2);
  if (hosts > room) {
    throw new UsageError(
      `${hosts} hosts do not fit into the rule group of the environment ${DEFAULT_ENVIRONMENT}, which has room for ${room} (${capacity} units)`,
    );
  }
  if (mode !== "enforce") {
    throw new UsageError(`the environment ${DEFAULT_ENVIRONMENT} is in mode ${mode}: nothing would be blocked`);
  }
}

const writeVerdict = (verdict: Verdict, json: boolean) =>
  write(json ? JSON.stringify({ type: "verdict", ...verdict }) : verdictLine(verdict));

function main(): void {
  const options = readOptions(process.argv.slice(2));
  if (options.help) process.stdout.write(HELP);
  else {
    storm(options).catch((error: unknown) => {
      process.nextTick(() => {
        throw error;
      });
    });
  }
}

main();
