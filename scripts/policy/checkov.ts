import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { UsageError } from "../../local/errors";
import { isReport, type Report } from "./report";

const REQUIREMENTS = path.join("scripts", "policy", "requirements.txt");
const OLDEST = [3, 9] as const;

/** Answers what checkov says of the plans (JSON files) in a folder. */
export type Checkov = (folder: string) => Report;

/**
 * The checkov of requirements.txt, in an environment of its own below .build/policy: made at the first time, by pip from PyPI
 * (or the mirror that pip is configured for), and again when requirements.txt or python3 has changed.
 * @param say told that it takes a while, when it does
 * @throws UsageError, one line that says what is missing
 */
export function installCheckov(say: (line: string) => void): Checkov {
  const python = process.env["SECHUB_PYTHON"] ?? "python3";
  const version = versionOf(python);
  const requirements = readFileSync(REQUIREMENTS);
  const hash = createHash("sha256").update(requirements).update(version).digest("hex").slice(0, 12);
  const folder = path.resolve(".build", "policy", hash);
  const complete = path.join(folder, "complete");
  const own = path.join(folder, process.platform === "win32" ? "Scripts" : "bin", "python");
  if (!existsSync(complete)) {
    say("Installing checkov from PyPI: about 55 MB, 300 MB on disk, a minute or two; the next run finds it.");
    // What an interrupted installation left behind is not to be trusted.
    rmSync(folder, { recursive: true, force: true });
    try {
      install(python, own, folder);
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
    writeFileSync(complete, "");
  }
  return checkovAt(own);
}

function versionOf(python: string): string {
  const { stdout, error, status } = spawnSync(python, ["--version"], { encoding: "utf8" });
  const [, version = "", major, minor] = /^Python ((\d+)\.(\d+)\S*)/.exec(stdout ?? "") ?? [];
  if (error !== undefined || status !== 0 || version === "")
    throw new UsageError(
      `${python} cannot be run: checkov needs Python ${OLDEST.join(".")} or newer, as python3 or named by SECHUB_PYTHON`,
    );
  if (Number(major) !== OLDEST[0] || Number(minor) < OLDEST[1])
    throw new UsageError(
      `${python} is ${version}: checkov needs Python ${OLDEST.join(".")} or newer; name one by SECHUB_PYTHON`,
    );
  return version;
}

function install(python: string, own: string, folder: string): void {
  const made = spawnSync(python, ["-m", "venv", folder], { encoding: "utf8" });
  if (made.status !== 0)
    throw new UsageError(
      `${python} makes no virtual environment (${lastLine(made.stdout + made.stderr)}): install its venv and pip, on Debian and Ubuntu by apt-get install python3-venv`,
    );
  // Only wheels: nothing of a package runs while it is installed.
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"];
  const locked = ["--require-hashes", "--only-binary", ":all:", "-r", REQUIREMENTS];
  const { status, stderr } = spawnSync(own, [...pip, ...locked], { encoding: "utf8" });
  if (status !== 0)
    throw new UsageError(
      `pip does not install checkov, which needs PyPI or your mirror of it once: ${reasonOf(stderr)}`,
    );
}

const lastLine = (text: string): string => text.trim().split("\n").at(-1)?.trim() ?? "";

/** pip's first error says more than its last: "no matching distribution" follows on every other trouble. */
const reasonOf = (stderr: string): string =>
  /^(?:ERROR|WARNING): (.+)$/m.exec(stderr)?.[1]?.slice(0, 300) ?? lastLine(stderr);

/** The checkov that this python has. */
export const checkovAt =
  (python: string): Checkov =>
  (folder) => {
    const args = ["-m", "checkov.main", "--directory", folder, "--framework", "terraform_plan"];
    const offline = ["--skip-download", "--compact", "--output", "json"];
    const { stdout, stderr, status, error } = spawnSync(python, [...args, ...offline], {
      encoding: "utf8",
      maxBuffer: 256 * 1024 * 1024,
      cwd: folder,
      // Nothing of this machine's: a .checkov.yaml in the home folder, or CKV_… variables, would change what is checked.
      env: { PATH: process.env["PATH"] ?? "", HOME: folder, PYTHONUTF8: "1" },
    });
    if (error !== undefined)
      throw new UsageError(
        `${python} cannot be run any more (${error.message}): remove .build/policy and run it again`,
      );
    const report = parsed(stdout);
    // 1: something failed; that is for us to judge.
    if ((status === 0 || status === 1) && isReport(report)) return report;
    throw new UsageError(
      `checkov ended with ${status} and no report: ${lastLine(stderr) || lastLine(stdout) || "it said nothing"}`,
    );
  };

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
