/** Copies of the project in other folders: what a synth there does, the repository's own files never show. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";

const SOURCES = [
  "main.ts",
  "cdktf.json",
  "package.json",
  "package-lock.json",
  "config",
  "stacks",
  "functions",
  "scripts",
];
const ROOT = process.cwd();

/** The sources, with the repository's own node_modules behind a link. */
export function copyProject(folder: string): string {
  mkdirSync(folder, { recursive: true });
  for (const source of SOURCES) cpSync(path.join(ROOT, source), path.join(folder, source), { recursive: true });
  symlinkSync(path.join(ROOT, "node_modules"), path.join(folder, "node_modules"), "dir");
  return folder;
}

type Environment = Readonly<Record<string, string>>;

/** Nothing of jest's own environment but the path to node. */
const environmentOf = (given: Environment) => ({ PATH: process.env["PATH"] ?? "", ...given });
const COMMAND = ["scripts/run.mjs", "main.ts"];

/** What people and CI run. @throws Error when it fails */
export function synthProject(folder: string, environment: Environment = {}): void {
  execFileSync(process.execPath, COMMAND, { cwd: folder, env: environmentOf(environment), stdio: "pipe" });
}

/** The same, for a project that is expected to fail. */
export function trySynthProject(folder: string, environment: Environment = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, COMMAND, {
    cwd: folder,
    env: environmentOf(environment),
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

/** Every file below a folder, by its relative path. */
export function filesBelow(folder: string): ReadonlyMap<string, Buffer> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files
      .map((entry) => path.join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [path.relative(folder, file), readFileSync(file)]),
  );
}
