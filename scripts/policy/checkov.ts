import { spawnSync } from "node:child_process";
import path from "node:path";
import { UsageError } from "../../local/errors";
import { pythonWith, type PythonProgram } from "../python-environment";
import { isReport, type Report } from "./report";

const CHECKOV: PythonProgram = {
  name: "checkov",
  requirements: path.join("scripts", "policy", "requirements.txt"),
  minorVersion: 9,
  effort: "about 55 MB, 300 MB on disk, a minute or two",
};

/** Answers what checkov says of the plans (JSON files) in a folder. */
export type Checkov = (folder: string) => Report;

/** The checkov of requirements.txt. @throws UsageError of pythonWith */
export const installCheckov = (say: (line: string) => void): Checkov => checkovAt(pythonWith(CHECKOV, say));

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
        `${python} cannot be run any more (${error.message}): remove .build/checkov and run it again`,
      );
    const report = parsed(stdout);
    // 1: something failed; that is for us to judge.
    if ((status === 0 || status === 1) && isReport(report)) return report;
    throw new UsageError(
      `checkov ended with ${status} and no report: ${lastLine(stderr) || lastLine(stdout) || "it said nothing"}`,
    );
  };

const lastLine = (text: string): string => text.trim().split("\n").at(-1)?.trim() ?? "";

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
