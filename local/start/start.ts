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
import { readDeployment } from "../synthesized/deployment";
import { runDemo } from "./demo";
import { HELP, readOptions, type StartOptions } from "./options";
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
  let pipeline: Pipeline | undefined;
  try {
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

    pipeline = await startPipeline({ deployment, onEvent: report });
    const checks = await runDemo(pipeline, { events, critical, config, onceMore: options.keep }, report);
    const failed = checks.filter(({ ok }) => !ok).length;
    const seconds = (performance.now() - startedAt) / 1000;
    report({ type: "result", ok: failed === 0, checks: checks.length, failed, seconds });
    process.exitCode = failed === 0 ? 0 : 1;
    if (options.keep) await keepUp(pipeline, report);
  } finally {
    await pipeline?.close();
    rmSync(outdir, { recursive: true, force: true });
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
else {
  start(options).catch((error: unknown) => {
    process.nextTick(() => {
      throw error;
    });
  });
}
