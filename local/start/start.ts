import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { environments } from "../../config/environments";
import { loadConfig } from "../../config/load-config";
import { synthesize } from "../../stacks/synthesize";
import { startPipeline } from "../pipeline/pipeline";
import { humanReport } from "../report/human-report";
import { jsonReport } from "../report/json-report";
import type { Report } from "../report/report";
import { scenarioNamed, scenarios } from "../scenarios";
import { runScenario } from "../scenarios/run-scenario";
import { deployer } from "../scenarios/settings";
import { readDeployment } from "../synthesized/deployment";
import type { Check } from "./checks";
import { runDemo } from "./demo";
import { keepUp } from "./keep-up";
import { HELP, LIST, readOptions, type StartOptions } from "./options";
import { readEvents } from "./read-findings";

const BUILT_IN = "local/fixtures/ssh-brute-force.json";
const CRITICAL = "local/fixtures/critical-no-address.json";

/** A reader that goes away (`| head`) ends the output, not the run. */
let readerIsThere = true;
process.stdout.on("error", () => (readerIsThere = false));
const write = (line: string) => {
  if (readerIsThere) process.stdout.write(`${line}\n`);
};

/** `npm start`: synthesize, start the stand-ins, send findings, show what happens. */
async function start(options: StartOptions): Promise<void> {
  const startedAt = performance.now();
  const colour = process.stdout.isTTY && process.env.NO_COLOR === undefined;
  const report = options.json ? jsonReport(write) : humanReport(write, colour);
  const outdir = mkdtempSync(path.join(tmpdir(), "sechub-synth-"));
  const give: Give = (checks) => {
    const failed = checks.filter(({ ok }) => !ok).length;
    const seconds = (performance.now() - startedAt) / 1000;
    report({ type: "result", ok: failed === 0, checks: checks.length, failed, seconds });
    process.exitCode = failed === 0 ? 0 : 1;
  };
  try {
    if (options.scenario === undefined) await showDemo(options, { outdir, report, give });
    else await showScenario(options.scenario, options, { outdir, report, give });
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** Says how it came out. */
type Give = (checks: readonly Check[]) => void;

interface Showing {
  readonly outdir: string;
  readonly report: Report;
  readonly give: Give;
}

async function showDemo(options: StartOptions, { outdir, report, give }: Showing): Promise<void> {
  const config = loadConfig(options.environment, environments);
  await synthesize(config, outdir);
  const deployment = readDeployment(outdir);
  const readOwn = (file: string) => readEvents(path.resolve(file), deployment.region);
  const events =
    options.findingFiles.length === 0
      ? readOwn(BUILT_IN)
      : options.findingFiles.flatMap((file) => readEvents(file, deployment.region));
  const [critical] = readOwn(CRITICAL);
  if (critical === undefined) throw new Error(`${CRITICAL} holds no event`);

  const pipeline = await startPipeline({ deployment, onEvent: report });
  try {
    give(await runDemo(pipeline, { events, critical, config, onceMore: options.keep }, report));
    if (options.keep) await keepUp(pipeline, options.environment, report);
  } finally {
    await pipeline.close();
  }
}

async function showScenario(name: string, options: StartOptions, { outdir, report, give }: Showing): Promise<void> {
  await runScenario(scenarioNamed(name), {
    deploy: deployer(options.environment, outdir),
    report,
    atEnd: async (checks, pipeline) => {
      give(checks);
      if (options.keep) await keepUp(pipeline, options.environment, report);
    },
  });
}

/** A line for each scenario. */
function listScenarios({ json }: StartOptions): void {
  const width = Math.max(...scenarios.map(({ name }) => name.length));
  for (const { name, line } of scenarios) {
    write(json ? JSON.stringify({ type: "scenario", name, line }) : `${name.padEnd(width)}  ${line}`);
  }
}

const options = readOptions(process.argv.slice(2), process.env);
if (options.help) process.stdout.write(HELP);
else if (options.scenario === LIST) listScenarios(options);
else {
  start(options).catch((error: unknown) => {
    process.nextTick(() => {
      throw error;
    });
  });
}
