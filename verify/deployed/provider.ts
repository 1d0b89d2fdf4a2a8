import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { UsageError } from "../../local/errors";

/** Terraform and the AWS provider of this machine, as the environment of the commands under test. */
export interface Toolchain {
  /** Such as `terraform 1.11.4, provider aws 5.100.0`. */
  readonly named: string;
  /** What was done so that they fit, in a sentence; undefined: nothing. */
  readonly loosened: string | undefined;
  readonly env: Readonly<Record<string, string>>;
}

const VARIABLE = "SECHUB_AWS_PROVIDER";
const REGISTRY = "registry";
/** stacks/base-stack.ts asks for it. */
const LEAST = [6, 19] as const;

const MISSING =
  "no AWS provider is on this machine. Name a folder that is laid out as a filesystem mirror " +
  "(<folder>/registry.terraform.io/hashicorp/aws/<version>/<os_arch>/, as `terraform providers mirror` writes it) by " +
  `${VARIABLE}=<folder>, or let terraform download it: ${VARIABLE}=${REGISTRY}`;

/**
 * @param folder where the CLI configuration file is written
 * @throws UsageError that says what to install
 */
export function findToolchain(folder: string): Toolchain {
  const terraform = process.env.TERRAFORM_BINARY_NAME ?? "terraform";
  const version = terraformVersion(terraform);
  const common = {
    TERRAFORM_BINARY_NAME: path.resolve("verify", "deployed", "terraform.mjs"),
    VERIFY_TERRAFORM: terraform,
  };
  const named = process.env[VARIABLE];
  if (named === REGISTRY) {
    return { named: `terraform ${version}, provider aws from the registry`, loosened: undefined, env: common };
  }
  const mirror = named ?? mirrors().find((root) => versionIn(root) !== undefined);
  const provider = mirror === undefined ? undefined : versionIn(mirror);
  if (mirror === undefined || provider === undefined) throw new UsageError(MISSING);
  const cli = path.join(folder, "terraform.rc");
  writeFileSync(cli, `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`);
  const fits = isAtLeast(provider, LEAST);
  return {
    named: `terraform ${version}, provider aws ${provider}`,
    loosened: fits
      ? undefined
      : `the stacks ask for provider ${LEAST.join(".")} or newer: an override file beside the copy allows ${provider}`,
    env: {
      ...common,
      TF_CLI_CONFIG_FILE: cli,
      ...(!fits && { VERIFY_PROVIDER_VERSION: provider }),
    },
  };
}

function terraformVersion(terraform: string): string {
  const { stdout, status } = spawnSync(terraform, ["version", "-json"], { encoding: "utf8" });
  const [, version] = /"terraform_version": "([^"]+)"/.exec(stdout ?? "") ?? [];
  if (status !== 0 || version === undefined)
    throw new UsageError(`${terraform} cannot be run: install terraform 1.10 or newer`);
  return version;
}

/** Where Terraform itself looks for a mirror, and what was put into /opt by hand. */
function mirrors(): readonly string[] {
  const data = (process.env.XDG_DATA_DIRS ?? "/usr/local/share:/usr/share").split(":");
  return [
    path.join(homedir(), ".terraform.d", "plugins"),
    path.join(homedir(), ".local", "share", "terraform", "plugins"),
    ...data.map((folder) => path.join(folder, "terraform", "plugins")),
    ...entries("/opt").map((entry) => path.join("/opt", entry)),
  ];
}

const PLATFORM = `${process.platform === "win32" ? "windows" : process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;

/** The newest version of the provider in a mirror, for this machine. */
function versionIn(root: string): string | undefined {
  const folder = path.join(root, "registry.terraform.io", "hashicorp", "aws");
  return entries(folder)
    .filter((version) => existsSync(path.join(folder, version, PLATFORM)))
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .at(-1);
}

function entries(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split(".").map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
