import { spawn, spawnSync } from "node:child_process";
import { readdirSync, symlinkSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { UsageError } from "../../local/errors";

/** Something that must be installed first: `--optional` ends well without it. */
export class MissingTool extends UsageError {}

/** Terraform and the AWS provider of this machine, as the environment of the commands under test. */
export interface Toolchain {
  /** Such as `terraform 1.11.4, provider aws 5.100.0`. */
  readonly named: string;
  /** What was done so that they fit, in a sentence; undefined: nothing. */
  readonly loosened: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly close: () => void;
}

const VARIABLE = "SECHUB_AWS_PROVIDER";
const REGISTRY = "registry";
/** stacks/base-stack.ts asks for it. */
const LEAST = [6, 19] as const;

const MISSING =
  "no AWS provider is on this machine. Name a folder that is laid out as an unpacked filesystem mirror " +
  "(<folder>/registry.terraform.io/hashicorp/aws/<version>/<os_arch>/terraform-provider-aws_v…) by " +
  `${VARIABLE}=<folder>, or let terraform download it: ${VARIABLE}=${REGISTRY}`;

/**
 * Finds Terraform, and starts the provider once for all commands: each start of its own takes some 9 s. Terraform does
 * not ask such a provider for its version. https://developer.hashicorp.com/terraform/plugin/debugging
 * @param assets folder of the zips that the synthesized stack names: the provider opens them from where it was started
 * @param folder where it is started
 * @throws UsageError that says what to install
 */
export async function startToolchain(folder: string, assets: string): Promise<Toolchain> {
  const terraform = process.env.TERRAFORM_BINARY_NAME ?? "terraform";
  const version = terraformVersion(terraform);
  const common = { TERRAFORM_BINARY_NAME: terraform, ...RARE_GC };
  const named = process.env[VARIABLE];
  if (named === REGISTRY) {
    const provider = `terraform ${version}, provider aws from the registry`;
    return { named: provider, loosened: undefined, env: common, close: () => {} };
  }
  const provider = (named === undefined ? mirrors() : [named]).flatMap((root) => providerIn(root) ?? [])[0];
  if (provider === undefined) throw new MissingTool(MISSING);
  symlinkSync(assets, path.join(folder, "assets"), "junction");
  const { reattach, close } = await startProvider(provider.binary, folder);
  return {
    named: `terraform ${version}, provider aws ${provider.version}`,
    loosened: isAtLeast(provider.version, LEAST)
      ? undefined
      : `the stacks ask for provider ${LEAST.join(".")} or newer: ${provider.version} is used all the same`,
    env: { ...common, TF_REATTACH_PROVIDERS: reattach },
    close,
  };
}

/** The provider makes the schemas of all its resources for each command: garbage, most of it. */
const RARE_GC = { GOGC: "400" };
const START_MS = 60_000;

async function startProvider(
  binary: string,
  cwd: string,
): Promise<{ readonly reattach: string; readonly close: () => void }> {
  // With a bundle of certificates of its own it can be configured only once.
  const kept = Object.entries(process.env).filter(([name]) => name !== "AWS_CA_BUNDLE");
  const env = { ...Object.fromEntries(kept), ...RARE_GC };
  const child = spawn(binary, ["-debug"], { stdio: ["ignore", "pipe", "ignore"], env, cwd });
  const close = () => void child.kill();
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
  const until = performance.now() + START_MS;
  for (;;) {
    const [, reattach] = /TF_REATTACH_PROVIDERS='(.+)'/.exec(said) ?? [];
    if (reattach !== undefined) return { reattach, close };
    if (child.exitCode !== null || performance.now() > until) {
      close();
      throw new UsageError(`${binary} does not start: ${said.slice(-300)}`);
    }
    await sleep(100);
  }
}

function terraformVersion(terraform: string): string {
  const { stdout, status } = spawnSync(terraform, ["version", "-json"], { encoding: "utf8" });
  const [, version] = /"terraform_version": "([^"]+)"/.exec(stdout ?? "") ?? [];
  if (status !== 0 || version === undefined)
    throw new MissingTool(`${terraform} cannot be run: install terraform 1.10 or newer`);
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
function providerIn(root: string): { readonly version: string; readonly binary: string } | undefined {
  const folder = path.join(root, "registry.terraform.io", "hashicorp", "aws");
  return entries(folder)
    .toSorted((a, b) => b.localeCompare(a, "en", { numeric: true }))
    .flatMap((version) =>
      entries(path.join(folder, version, PLATFORM))
        .filter((file) => file.startsWith("terraform-provider-aws_v"))
        .map((file) => ({ version, binary: path.join(folder, version, PLATFORM, file) })),
    )[0];
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
