import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { environments } from "../../config/environments";
import { loadConfig } from "../../config/load-config";
import { synthesize } from "../../stacks/synthesize";
import { blocklistTable } from "../pipeline/blocklist-rows";
import { startPipeline, type Pipeline } from "../pipeline/pipeline";
import { humanReport } from "../report/human-report";
import { jsonReport } from "../report/json-report";
import type { Report } from "../report/report";
import { scenarioNamed, scenarios } from "../scenarios";
import { runScenario } from "../scenarios/run-scenario";
import { deployer } from "../scenarios/settings";
import { readDeployment } from "../synthesized/deployment";
import type { Check } from "./checks";
import { runDemo } from "./demo";
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
    if (options.keep) await keepUp(pipeline, report);
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
      if (options.keep) await keepUp(pipeline, report);
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

/** Leaves the servers up until Ctrl-C. */
async function keepUp({ standIns, deployment }: Pipeline, report: Report): Promise<void> {
  // Before the endpoints are printed: who reads them may end this at once.
  const interrupted = new Promise<void>((resolve) => {
    const alive = setInterval(() => {}, 60_000);
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => {
        clearInterval(alive);
        resolve();
      });
    }
  });
  const aws = (endpoint: string, command: string) =>
    `AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local aws --region ${deployment.region} --endpoint-url ${endpoint} ${command}`;
  report({
    type: "endpoints",
    endpoints: {
      dynamodb: standIns.dynamoDb.url,
      "network-firewall": standIns.firewall.url,
      ssm: standIns.parameterStore.url,
      slack: standIns.slack.url,
      region: deployment.region,
      "rule group": deployment.ruleGroup.arn,
      tables: deployment.tables.map(({ name }) => name).join(", "),
      "see the table": aws(standIns.dynamoDb.url, `dynamodb scan --table-name ${blocklistTable(deployment)}`),
      "see the rules": aws(
        standIns.firewall.url,
        `network-firewall describe-rule-group --rule-group-arn ${deployment.ruleGroup.arn}`,
      ),
    },
  });
  await interrupted;
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
