import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { unzipSync } from "fflate";
import { UsageError } from "../../local/errors";
import { readDeployment, type DeployedFunction } from "../../local/synthesized/deployment";
import { projectionMilliseconds } from "./projection";

/** `npm run bench`: prints the numbers of the design that one machine can measure. It prints; it never judges. */
const RUNS = 7;

const summary = (values: readonly number[], unit: string): string => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number) => (sorted[Math.round((sorted.length - 1) * part)] ?? 0).toFixed(unit === "s" ? 2 : 0);
  return `median ${at(0.5)} ${unit} (min ${at(0)}, max ${at(1)}, ${sorted.length} runs)`;
};
const print = (what: string, value: string) => process.stdout.write(`${what.padEnd(44)} ${value}\n`);
const repeat = (measure: () => number): number[] => Array.from({ length: RUNS + 1 }, measure).slice(1);

/** Runs node. @throws UsageError that says in one line what went wrong */
function node(what: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): string {
  try {
    return execFileSync(process.execPath, args, {
      env: { ...process.env, ...environment },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch (error) {
    const { stderr, message } = error as Error & { readonly stderr?: string };
    const [reason = ""] = (stderr || message).trim().split("\n");
    throw new UsageError(`${what} failed: ${reason}`);
  }
}

function synthSeconds(outdir: string): number {
  const startedAt = performance.now();
  node("synth", ["scripts/run.mjs", "main.ts"], { CDKTF_OUTDIR: outdir });
  return (performance.now() - startedAt) / 1000;
}

/** The error's own sentence comes first: node would begin with the line of code, which is minified. */
const REQUIRE = `const t = performance.now();
try { require(process.argv[1]); } catch (error) { console.error(String(error)); process.exit(1); }
process.stdout.write(String(performance.now() - t));`;

/** What a cold start pays for loading the code, with the environment that was synthesized; nothing is called. */
const requireMilliseconds = ({ name, environment }: DeployedFunction, region: string, file: string): number =>
  Number(node(`loading ${name}`, ["-e", REQUIRE, file], { ...environment, AWS_REGION: region }));

function benchFunction(deployed: DeployedFunction, region: string, workFolder: string): void {
  const zip = readFileSync(deployed.zipPath);
  const code = unzipSync(zip)["index.js"] ?? new Uint8Array();
  const file = path.join(workFolder, `${deployed.name}.js`);
  writeFileSync(file, code);
  const kilobytes = ({ length }: Uint8Array) => `${(length / 1024).toFixed(1)} KB`;
  print(`${deployed.name}, zip and code`, `${kilobytes(zip)} and ${kilobytes(code)}`);
  const loads = repeat(() => requireMilliseconds(deployed, region, file));
  print(`${deployed.name}, require`, summary(loads, "ms"));
}

function bench(workFolder: string): void {
  const outdir = path.join(workFolder, "cdktf.out");
  print(
    "synth, functions bundled and zipped",
    summary(
      repeat(() => synthSeconds(outdir)),
      "s",
    ),
  );
  const { functions, region } = readDeployment(outdir);
  for (const deployed of functions) benchFunction(deployed, region, workFolder);
  print("projection and merge of 15,000 hosts", summary(repeat(projectionMilliseconds), "ms"));
}

const workFolder = mkdtempSync(path.join(tmpdir(), "sechub-bench-"));
try {
  bench(workFolder);
} finally {
  rmSync(workFolder, { recursive: true, force: true });
}
