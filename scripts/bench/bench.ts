import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { unzipSync } from "fflate";
import { FUNCTION_NAMES } from "../../functions/contract/function-names";
import { projectionMilliseconds } from "./projection";

/** `npm run bench`: prints the numbers of the design that one machine can measure. It prints; it never judges. */
const RUNS = 7;
const workFolder = mkdtempSync(path.join(tmpdir(), "sechub-bench-"));

const summary = (values: readonly number[], unit: string): string => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number) => (sorted[Math.round((sorted.length - 1) * part)] ?? 0).toFixed(unit === "s" ? 2 : 0);
  return `median ${at(0.5)} ${unit} (min ${at(0)}, max ${at(1)}, ${sorted.length} runs)`;
};
const print = (what: string, value: string) => process.stdout.write(`${what.padEnd(44)} ${value}\n`);

function synthSeconds(): number {
  const startedAt = performance.now();
  execFileSync(process.execPath, ["scripts/run.mjs", "main.ts"], {
    env: { ...process.env, CDKTF_OUTDIR: path.join(workFolder, "cdktf.out") },
    stdio: ["ignore", "ignore", "inherit"],
  });
  return (performance.now() - startedAt) / 1000;
}

const REQUIRE =
  "const t = performance.now(); require(process.argv[1]); process.stdout.write(String(performance.now() - t))";

/** What a cold start pays for loading the code; the environment is a plausible one, nothing is called. */
const requireMilliseconds = (file: string): number =>
  Number(
    execFileSync(process.execPath, ["-e", REQUIRE, file], {
      env: { ...process.env, ...ENVIRONMENT },
      encoding: "utf8",
    }),
  );

const ENVIRONMENT = {
  AWS_REGION: "us-west-2",
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  ENVIRONMENT_NAME: "bench",
  BLOCKLIST_TABLE: "blocklist",
  NOTIFIED_TABLE: "notified",
  WEBHOOK_PARAMETER: "/bench/webhook",
  RULE_GROUP_ARN: "arn:aws:network-firewall:us-west-2:111122223333:stateless-rulegroup/bench",
  MANAGED_ACTION: "benchblocklist",
  METRIC_DIMENSION: "bench",
  BASE_PRIORITY: "100",
  ALLOWLIST: "",
  MODE: "enforce",
  RETENTION_HOURS: "720",
  BLOCK_ACTIONS: "networkConnection",
  PAGE_HOSTS: "500",
};

const repeat = (measure: () => number): number[] => Array.from({ length: RUNS + 1 }, measure).slice(1);

print("synth, functions bundled and zipped", summary(repeat(synthSeconds), "s"));
for (const name of FUNCTION_NAMES) {
  const zip = readFileSync(path.join(".build", "functions", `${name}.zip`));
  const code = unzipSync(zip)["index.js"] ?? new Uint8Array();
  const file = path.join(workFolder, `${name}.js`);
  writeFileSync(file, code);
  print(`${name}, zip and code`, `${(zip.length / 1024).toFixed(1)} KB and ${(code.length / 1024).toFixed(1)} KB`);
  print(
    `${name}, require`,
    summary(
      repeat(() => requireMilliseconds(file)),
      "ms",
    ),
  );
}
print("projection and merge of 15,000 hosts", summary(repeat(projectionMilliseconds), "ms"));
rmSync(workFolder, { recursive: true, force: true });
