import { readFileSync } from "node:fs";
import path from "node:path";
import { environments } from "../config/environments";
import { DEFAULT_ENVIRONMENT, selectedConfig } from "../config/load-config";
import { synthesize } from "../stacks/synthesize";
import { readArguments } from "./read-arguments";

const HELP = `npm run synth -- [options]

Writes the Terraform JSON of every stack, and the zips of the functions, to cdktf.out or to $CDKTF_OUTDIR.

  --env NAME   the environment of config/environments.ts: ${Object.keys(environments).join(", ")}
               (default: $SECHUB_ENV, else ${DEFAULT_ENVIRONMENT})
  --help       this text
`;

/** `npm run synth -- --env NAME`: the same as main.ts, with the environment as an option; says what it wrote. */
async function synth(environment: string | undefined): Promise<void> {
  const config = selectedConfig(environment === undefined ? process.env : { ...process.env, SECHUB_ENV: environment });
  await synthesize(config);
  const outdir = process.env.CDKTF_OUTDIR ?? "cdktf.out";
  const { stacks } = JSON.parse(readFileSync(path.join(outdir, "manifest.json"), "utf8")) as Manifest;
  const inOrder = Object.values(stacks).toSorted((a, b) => a.dependencies.length - b.dependencies.length);
  const lines = inOrder.map(({ name, synthesizedStackPath }) => `  ${name.padEnd(14)} ${synthesizedStackPath}`);
  process.stdout.write([`${outdir}, environment ${config.environment}:`, ...lines, ""].join("\n"));
}

/** What cdktf writes beside the stacks. */
interface Manifest {
  readonly stacks: Readonly<
    Record<
      string,
      { readonly name: string; readonly synthesizedStackPath: string; readonly dependencies: readonly string[] }
    >
  >;
}

const { env, help } = readArguments("npm run synth", process.argv.slice(2), {
  env: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
});
if (help) process.stdout.write(HELP);
else void synth(env);
