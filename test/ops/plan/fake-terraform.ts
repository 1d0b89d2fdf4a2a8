import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";

/** What a terraform in the place of the real one answers, by its subcommand. */
export type Answers = Readonly<
  Record<string, { readonly status?: number; readonly stdout?: string; readonly stderr?: string }>
>;

/** An executable that answers so, and writes down how it was called, a line of JSON a call. */
export function fakeTerraform(folder: string, answers: Answers): { readonly binary: string; readonly calls: string } {
  const binary = path.join(folder, "fake terraform");
  const calls = path.join(folder, "calls.jsonl");
  const given = {
    version: { stdout: JSON.stringify({ terraform_version: "1.11.4" }) },
    show: { stdout: JSON.stringify({ format_version: "1.2", planned_values: {} }) },
    ...answers,
  };
  writeFileSync(
    binary,
    `#!${process.execPath}
const { appendFileSync, writeFileSync } = require("node:fs");
const [chdir, command, ...args] = process.argv.slice(2);
appendFileSync(${JSON.stringify(calls)}, JSON.stringify([chdir, command, ...args]) + "\\n");
const out = args.find((arg) => arg.startsWith("-out="));
if (out) writeFileSync(out.slice(5), "");
const { status = 0, stdout = "", stderr = "" } = (${JSON.stringify(given)})[command] ?? {};
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = status;
`,
  );
  chmodSync(binary, 0o755);
  return { binary, calls };
}
