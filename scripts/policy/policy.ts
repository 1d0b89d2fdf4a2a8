import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Config } from "../../config/schema";
import { bundleFunctions } from "../../stacks/bundle/bundle-functions";
import { readArguments } from "../read-arguments";
import { installCheckov, type Checkov } from "./checkov";
import { scannedConfigs, WITH_KEY } from "./environments";
import type { Scan } from "./judge";
import { outcome } from "./outcome";
import { planForm, type SynthesizedStack } from "./plan-form";
import { plantedStack } from "./planted";
import { renderReports, type Report } from "./report";
import { SKIPS, type KeySetting } from "./skips";
import { synthesizeAll, type Stacks } from "./synthesize";

const HELP = `npm run policy

Synthesizes every environment of config/environments.ts, and one with every option, without and with a key of yours; runs
checkov on all of it, and ends with 0 only if nothing fails but what scripts/policy/skips.ts allows, with the reason
(docs/policy.md).

  --skips         lists the skips, and ends
  --report FILE   writes what checkov said of each environment, as JSON
  --help          this text

Needs Python 3.9 or newer with venv and pip, as python3 or as $SECHUB_PYTHON names it; PyPI, or your mirror, once.
`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** `npm run policy`. */
async function policy(folder: string, reportFile: string | undefined): Promise<void> {
  const checkov = installCheckov(say);
  const zips = await bundleFunctions(process.cwd());
  const everything: SynthesizedStack[] = [];
  const scans = scannedConfigs().map((config) => {
    const stacks = synthesizeAll(config, zips, path.join(folder, config.environment));
    if (config.environment === WITH_KEY) everything.push(...Object.values(stacks));
    return scanOf(config, stacks, reportOf(checkov, path.join(folder, "scanned", config.environment), stacks));
  });
  const planted = plantedStack(everything);
  const report = reportOf(checkov, path.join(folder, "scanned", "planted"), { planted });
  if (reportFile !== undefined) writeFileSync(reportFile, renderReports(scans, report));
  const { lines, problems } = outcome(scans, report, SKIPS);
  say(lines.join("\n"));
  if (problems.length === 0) return;
  process.stderr.write(["", ...problems, ""].join("\n"));
  process.exitCode = 1;
}

function reportOf(checkov: Checkov, folder: string, stacks: Stacks): Report {
  mkdirSync(folder, { recursive: true });
  for (const [name, stack] of Object.entries(stacks))
    writeFileSync(path.join(folder, `${name}.json`), JSON.stringify(planForm(stack), undefined, 1));
  return checkov(folder);
}

const scanOf = ({ environment, kmsKeyArn, backend }: Config, stacks: Stacks, report: Report): Scan => ({
  environment,
  keys: [
    ...(kmsKeyArn === undefined ? [] : (["kmsKeyArn"] satisfies KeySetting[])),
    ...(backend.type === "s3" && backend.kmsKeyArn !== undefined ? (["backend.kmsKeyArn"] satisfies KeySetting[]) : []),
  ],
  synthesized: Object.values(stacks).flatMap(({ resource }) =>
    Object.entries(resource).flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`)),
  ),
  report,
});

const listOfSkips = (): string =>
  SKIPS.map(({ check, resources, because }) => `${check} ${resources.join(", ")}\n  ${because}\n`).join("");

const { help, skips, report } = readArguments("npm run policy", process.argv.slice(2), {
  skips: { type: "boolean", default: false },
  report: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
});
if (help) process.stdout.write(HELP);
else if (skips) process.stdout.write(listOfSkips());
else {
  const folder = mkdtempSync(path.join(tmpdir(), "sechub-policy-"));
  void policy(folder, report).finally(() => rmSync(folder, { recursive: true, force: true }));
}
