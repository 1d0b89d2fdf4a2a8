/** Bash as a reader of the runbook has it: with what the page has exported, and stand-ins of aws, terraform and npm. */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { preamble } from "./runbook";

const missing = ["bash", "jq"].filter((tool) => spawnSync(tool, ["--version"]).status !== 0);
if (missing.length > 0) process.stderr.write(`skipped, the runbook's commands: there is no ${missing.join(", no ")}\n`);
export const describeCommands = missing.length > 0 ? describe.skip : describe;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "sechub-runbook-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

export const file = (name: string): string => path.join(folder, name);
export const has = (name: string): boolean => existsSync(file(name));
export const read = (name: string): string => readFileSync(file(name), "utf8");
export const write = (name: string, text: string): void => writeFileSync(file(name), text);
export const filesThere = (pattern: RegExp): readonly string[] =>
  readdirSync(folder)
    .filter((name) => pattern.test(name))
    .sort();

export function standIn(name: string, script: string): void {
  write(name, `#!/usr/bin/env bash\necho "${name} $*" >> "$CALLS"\n${script}\n`);
  chmodSync(file(name), 0o755);
}

/** Runs a block in a folder of its own; answers what it called by now, and what it said. */
export function paste(block: string) {
  const { status, stdout, stderr } = spawnSync("bash", ["--norc", "-c", `${preamble[0] ?? ""}\n${block}`], {
    cwd: folder,
    env: { PATH: `${folder}:${process.env["PATH"] ?? ""}`, CALLS: file("calls") },
    encoding: "utf8",
    timeout: 20_000,
  });
  return { status, said: stdout.trim(), stderr, calls: has("calls") ? read("calls").trim().split("\n") : [] };
}
