import { spawn } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { ConfigInput } from "../../config/schema";

/** How a command ended, and what it said. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Told each line of both outputs; the second argument interrupts the command as Ctrl-C does. */
  readonly onLine?: (line: string, interrupt: () => void) => void;
  /** Folder of the synth, within the copy. @default cdktf.out */
  readonly outdir?: string;
}

/** A copy of this checkout with an environment of its own: its commands run as a person runs them. */
export interface Checkout {
  readonly folder: string;
  /** Writes config/environments.ts with one environment, `laptop`. */
  readonly configure: (environment: ConfigInput) => void;
  /** Changes a file of the copy as the runbook says. */
  readonly edit: (file: string, before: string, after: string) => void;
  /** @param command a folder of ops/, or synth */
  readonly run: (command: string, args: readonly string[], options?: RunOptions) => Promise<Ran>;
  /** Plain terraform in the folder of a stack, as the runbook uses it. */
  readonly terraform: (stack: string, args: readonly string[]) => Promise<Ran>;
}

/** What the commands need of a checkout. */
const COPIED = [
  "config",
  "functions",
  "local",
  "ops",
  "scripts",
  "stacks",
  "main.ts",
  "package.json",
  "package-lock.json",
];
const ENVIRONMENT = "laptop";

export function copyCheckout(folder: string, env: Readonly<Record<string, string>>): Checkout {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of COPIED) cpSync(name, path.join(folder, name), { recursive: true });
  symlinkSync(path.resolve("node_modules"), path.join(folder, "node_modules"), "junction");
  return {
    folder,
    configure: (environment) =>
      writeFileSync(
        path.join(folder, "config", "environments.ts"),
        [
          'import type { ConfigInput } from "./schema";',
          `export const environments: Readonly<Record<string, ConfigInput>> = ${JSON.stringify({ [ENVIRONMENT]: environment })};`,
          "",
        ].join("\n"),
      ),
    edit: (file, before, after) => {
      const text = readFileSync(path.join(folder, file), "utf8");
      if (!text.includes(before)) throw new Error(`${file} has no ${before}`);
      writeFileSync(path.join(folder, file), text.replace(before, after));
    },
    run: (command, args, options) => {
      const file = command === "synth" ? "scripts/synth.ts" : `ops/${command}/main.ts`;
      return runIn(folder, env, [process.execPath, path.join(folder, "scripts", "run.mjs"), file, ...args], options);
    },
    terraform: (stack, args) => {
      const chdir = `-chdir=${path.join(folder, "cdktf.out", "stacks", stack)}`;
      return runIn(folder, env, [env.TERRAFORM_BINARY_NAME ?? "terraform", chdir, ...args]);
    },
  };
}

/** Nothing of the caller's AWS leads anywhere else. */
const withoutAws = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !/^(AWS_|SECHUB_|TF_(?!CLI_CONFIG_FILE$|PLUGIN_CACHE_DIR$)|CDKTF_|INIT_CWD$)/.test(name),
    ),
  );

function runIn(
  folder: string,
  env: Readonly<Record<string, string>>,
  [program = "", ...args]: readonly string[],
  { onLine = () => {}, outdir = "cdktf.out" }: RunOptions = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...withoutAws(process.env), ...env, SECHUB_ENV: ENVIRONMENT, CDKTF_OUTDIR: path.join(folder, outdir) },
    });
    const out = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      let rest = "";
      child[stream].setEncoding("utf8").on("data", (text: string) => {
        out[stream] += text;
        const lines = (rest + text).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) onLine(line, () => child.kill("SIGINT"));
      });
    }
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, ...out }));
  });
}
