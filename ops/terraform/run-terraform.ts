import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { OpsError } from "../command/ops-error";

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

/** @throws OpsError when there is no terraform; any status of a run is a result */
export const runTerraform: Terraform = (folder, args, onLine) =>
  new Promise((resolve, reject) => {
    const child = spawn(binary(), [`-chdir=${folder}`, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, TF_IN_AUTOMATION: "1", TF_INPUT: "0", CHECKPOINT_DISABLE: "1" },
    });
    // Ctrl-C reaches terraform as well: it lets go of the state's lock, and we wait for that.
    const wait = () => undefined;
    process.on("SIGINT", wait).on("SIGTERM", stop);
    function stop(signal: NodeJS.Signals) {
      child.kill(signal);
    }
    const done = () => process.off("SIGINT", wait).off("SIGTERM", stop);
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    if (onLine !== undefined) createInterface({ input: child.stdout }).on("line", onLine);
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.on("error", (error: NodeJS.ErrnoException) => {
      done();
      reject(missing(error));
    });
    child.on("close", (code) => {
      done();
      resolve({
        status: code ?? 1,
        stdout: Buffer.concat(stdout).toString("utf8"),
        stderr: Buffer.concat(stderr).toString("utf8"),
      });
    });
  });

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
