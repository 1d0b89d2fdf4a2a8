import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { UsageError } from "../local/errors";

/** A program of PyPI that a command of this project needs. */
export interface PythonProgram {
  /** As people call it. */
  readonly name: string;
  /** A lock file of pip: each package with the hash of each archive. */
  readonly requirements: string;
  /** Oldest minor version of Python 3 that it runs on. */
  readonly minorVersion: number;
  /** What the first run downloads and how long it takes, in a sentence. */
  readonly effort: string;
}

/**
 * The python of a virtual environment that has the program: made at the first time, by pip from PyPI (or the mirror that
 * pip is configured for), below .build, and again when the lock file or python3 has changed.
 * @param say told that it takes a while, when it does
 * @throws UsageError, one line that says what is missing
 */
export function pythonWith(program: PythonProgram, say: (line: string) => void): string {
  const python = process.env["SECHUB_PYTHON"] ?? "python3";
  const version = versionOf(python, program);
  const hash = createHash("sha256").update(readFileSync(program.requirements)).update(version).digest("hex");
  const folder = path.resolve(".build", program.name.toLowerCase(), hash.slice(0, 12));
  const complete = path.join(folder, "complete");
  const own = path.join(folder, process.platform === "win32" ? "Scripts" : "bin", "python");
  if (existsSync(complete)) return own;
  say(`Installing ${program.name} from PyPI: ${program.effort}; the next run finds it.`);
  // What an interrupted installation left behind is not to be trusted.
  rmSync(folder, { recursive: true, force: true });
  try {
    install(python, own, folder, program);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  writeFileSync(complete, "");
  return own;
}

function versionOf(python: string, { name, minorVersion }: PythonProgram): string {
  const { stdout, error, status } = spawnSync(python, ["--version"], { encoding: "utf8" });
  const [, version = "", major, minor] = /^Python ((\d+)\.(\d+)\S*)/.exec(stdout ?? "") ?? [];
  if (error !== undefined || status !== 0 || version === "")
    throw new UsageError(
      `${python} cannot be run: ${name} needs Python 3.${minorVersion} or newer, as python3 or named by SECHUB_PYTHON`,
    );
  if (Number(major) !== 3 || Number(minor) < minorVersion)
    throw new UsageError(
      `${python} is ${version}: ${name} needs Python 3.${minorVersion} or newer; name one by SECHUB_PYTHON`,
    );
  return version;
}

function install(python: string, own: string, folder: string, { name, requirements }: PythonProgram): void {
  const made = spawnSync(python, ["-m", "venv", folder], { encoding: "utf8" });
  if (made.status !== 0)
    throw new UsageError(
      `${python} makes no virtual environment (${lastLine(made.stdout + made.stderr)}): install its venv and pip, on Debian and Ubuntu by apt-get install python3-venv`,
    );
  // Only wheels: nothing of a package runs while it is installed.
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"];
  const locked = ["--require-hashes", "--only-binary", ":all:", "-r", requirements];
  const { status, stderr } = spawnSync(own, [...pip, ...locked], { encoding: "utf8" });
  if (status !== 0)
    throw new UsageError(
      `pip does not install ${name}, which needs PyPI or your mirror of it once: ${reasonOf(stderr)}`,
    );
}

const lastLine = (text: string): string => text.trim().split("\n").at(-1)?.trim() ?? "";

/** pip's first error says more than its last: "no matching distribution" follows on every other trouble. */
const reasonOf = (stderr: string): string =>
  /^(?:ERROR|WARNING): (.+)$/m.exec(stderr)?.[1]?.slice(0, 300) ?? lastLine(stderr);
