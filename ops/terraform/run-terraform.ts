import { spawn, type ChildProcess } from "node:child_process";
import { constants } from "node:os";
import { createInterface } from "node:readline";
import { OpsError } from "../command/ops-error";
import { heedSignals, interrupted, isInterrupted } from "./interruption";

export interface TerraformResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A terraform that works in one folder. Its own messages come back as text, without colours and questions.
 * @param onLine told each line of its output when it comes: an apply takes minutes
 */
export type Terraform = (
  folder: string,
  args: readonly string[],
  onLine?: (line: string) => void,
) => Promise<TerraformResult>;

/** The name that cdktf's own commands take as well. */
const binary = (): string => process.env.TERRAFORM_BINARY_NAME ?? "terraform";

/** A group of its own, so that a signal reaches terraform once, by us: at a second one it gives up, and may lose its state. */
const OWN_GROUP = process.platform !== "win32";

/**
 * @throws OpsError when there is no terraform, and INTERRUPTED once a signal came; any status of a run is a result, and so
 *   is that of an apply that was interrupted: whoever began it tells what it has done
 */
export const runTerraform: Terraform = (folder, args, onLine) =>
  new Promise((resolve, reject) => {
    const [step = ""] = args;
    if (isInterrupted()) return reject(interrupted(step));
    const child = spawn(binary(), [`-chdir=${folder}`, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, TF_IN_AUTOMATION: "1", TF_INPUT: "0", CHECKPOINT_DISABLE: "1" },
      detached: OWN_GROUP,
    });
    const ended = heedSignals((insists) => interrupt(child, insists));
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    if (onLine !== undefined) createInterface({ input: child.stdout }).on("line", onLine);
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.on("error", (error: NodeJS.ErrnoException) => {
      ended();
      reject(missing(error));
    });
    child.on("close", (code, signal) => {
      ended();
      if (isInterrupted() && step !== "apply") return reject(interrupted(step));
      resolve({
        // As a shell says it.
        status: code ?? 128 + (signal === null ? 0 : constants.signals[signal]),
        stdout: Buffer.concat(stdout).toString("utf8"),
        stderr: Buffer.concat(stderr).toString("utf8"),
      });
    });
  });

/**
 * To terraform alone: of a signal to its group it gets a second one at times, if it is about to start a program. What it
 * may be wrapped in and does not pass it on is no reason to wait forever: who insists reaches the group. Windows sends
 * Ctrl-C to terraform by itself.
 */
function interrupt({ pid }: ChildProcess, insists: boolean): void {
  if (!OWN_GROUP || pid === undefined) return;
  try {
    process.kill(insists ? -pid : pid, "SIGINT");
  } catch {
    // It has just ended.
  }
}

const missing = (error: NodeJS.ErrnoException): OpsError =>
  new OpsError(
    "TERRAFORM_MISSING",
    `${binary()} cannot be run (${error.code ?? error.message}): install terraform ${MINIMUM.join(".")} or newer, or name it by TERRAFORM_BINARY_NAME`,
    { cause: error },
  );

/** stacks/base-stack.ts requires the same of whoever applies: S3 state is locked by a file from here on. */
const MINIMUM = [1, 10] as const;

/** @throws OpsError when terraform is missing, or older than the stacks require */
export async function requireTerraform(terraform: Terraform, folder: string): Promise<void> {
  const { stdout, status } = await terraform(folder, ["version", "-json"]);
  const version = status === 0 ? versionIn(stdout) : undefined;
  const [, major = "", minor = ""] = /^(\d+)\.(\d+)\./.exec(version ?? "") ?? [];
  if (major === "") throw new OpsError("TERRAFORM_MISSING", `${binary()} version -json does not answer with a version`);
  if (Number(major) > MINIMUM[0] || (Number(major) === MINIMUM[0] && Number(minor) >= MINIMUM[1])) return;
  throw new OpsError(
    "TERRAFORM_TOO_OLD",
    `terraform ${version} is too old: the stacks need ${MINIMUM.join(".")} or newer`,
  );
}

function versionIn(stdout: string): string | undefined {
  try {
    const { terraform_version } = JSON.parse(stdout) as { terraform_version?: unknown };
    return typeof terraform_version === "string" ? terraform_version : undefined;
  } catch {
    return undefined;
  }
}
