import path from "node:path";
import { loadConfig, selectedConfig } from "../../config/load-config";
import { environments } from "../../config/environments";
import { targetOf } from "../aws/target";
import { UsageError } from "../../local/errors";
import { readArguments } from "../../scripts/read-arguments";
import { EXIT_CODES, exitCodeOf, gatesHit, readGates } from "./gates";
import { HELP } from "./help";
import { requireEnvironment } from "./origin";
import { renderMarkdown } from "./render-markdown";
import { renderText } from "./render-text";
import { reportOf } from "./report";
import { folderDifferences, plansThere } from "./saved-plans";
import { summarize, type Summary } from "./summary";
import { fromThePerson } from "../command/from-the-person";

const options = readArguments("npm run plan", process.argv.slice(2), {
  env: { type: "string" },
  from: { type: "string" },
  "same-as": { type: "string" },
  "fail-on": { type: "string" },
  markdown: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
});

/** Plans, or reads what was planned; the report is all of stdout, what is being done goes to stderr. */
async function plan(): Promise<void> {
  if (options.markdown && options.json) throw new UsageError("--markdown or --json, not both");
  if (options["same-as"] !== undefined) return compare(options.from, options["same-as"]);
  const gates = readGates(options["fail-on"]);
  const summary = options.from === undefined ? await planned() : saved(options.from);
  const hit = gatesHit(gates, summary);
  process.exitCode = exitCodeOf(summary, hit);
  const report = reportOf(summary, hit);
  if (options.json) process.stdout.write(`${JSON.stringify({ ...summary, gates: hit }, undefined, 2)}\n`);
  else process.stdout.write(options.markdown ? renderMarkdown(summary.environment, report) : renderText(report));
}

/** Whether the plans of two folders do the same: a line for each stack where they do not. */
function compare(from: string | undefined, sameAs: string): void {
  if (from === undefined) throw new UsageError("--same-as compares with the plans of --from DIR: say both");
  const different = folderDifferences(fromThePerson(from, process.env), fromThePerson(sameAs, process.env));
  process.exitCode = different.length === 0 ? EXIT_CODES.nothing : EXIT_CODES.changes;
  process.stdout.write(`${different.length === 0 ? "both do the same" : different.join("\n")}\n`);
}

/** The plans are what they are: an environment that is named must be the one that they were made for. */
function saved(from: string): Summary {
  const folder = fromThePerson(from, process.env);
  const plans = plansThere(folder);
  if (options.env !== undefined) {
    loadConfig(options.env, environments);
    requireEnvironment(folder, options.env);
  }
  return summarize(options.env, plans);
}

async function planned(): Promise<Summary> {
  const config = selectedConfig(options.env === undefined ? process.env : { ...process.env, SECHUB_ENV: options.env });
  // Synth and terraform are loaded only where they are needed.
  const { planStacks } = await import("../terraform/plan-stacks");
  const { liveGroup } = await import("../terraform/live-group");
  const target = targetOf({ environment: config.environment, environments, outputs: undefined, env: process.env });
  const outdir = path.resolve(process.env.CDKTF_OUTDIR ?? "cdktf.out");
  const say = (line: string) => process.stderr.write(`${line}\n`);
  return summarize(config.environment, await planStacks(config, outdir, say, liveGroup(target, process.env)));
}

if (options.help) process.stdout.write(HELP);
else void plan();
