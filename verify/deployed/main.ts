import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readArguments } from "../../scripts/read-arguments";
import { startLaptop } from "./laptop";
import { MissingTool, startToolchain, type Toolchain } from "./provider";
import { STEPS, type Check } from "./steps";

const COMMAND = "npm run verify:deployed";

const HELP = `${COMMAND} -- [options]

Deploys a copy of this checkout with real Terraform and the real AWS provider to an AWS on this machine (MiniStack, and
the stand-ins of Network Firewall and Slack), and sees that it holds: plans and drift are clean after blocks, each kind of
change by hand is found and undone, a saved plan keeps every rule, a group that is replaced is filled again, and all of it
can be destroyed. Everything listens on 127.0.0.1. It takes about ten minutes on two cores.

Needs terraform 1.10 or newer, Python 3.10 or newer (MiniStack comes from PyPI), and an AWS provider on this machine, or
SECHUB_AWS_PROVIDER=registry to let terraform download it.

  --optional   where terraform or a provider is missing: says so, and ends with 0
  --keep       keeps the folder of the run, with states, plans and MiniStack's log
  --help       this text

Ends with 0 when everything held, else with 1.
`;

/** Runs step after step; answers whether everything held. */
async function verify(toolchain: Toolchain, folder: string): Promise<boolean> {
  const startedAt = performance.now();
  const seconds = (from: number) => `${Math.round((performance.now() - from) / 1_000)} s`;
  say(toolchain.named);
  if (toolchain.loosened !== undefined) say(toolchain.loosened);
  const laptop = await startLaptop(folder, toolchain, say);
  const all: Check[] = [];
  try {
    for (const { name, run, needed } of STEPS) {
      const begun = performance.now();
      const checks = await run(laptop);
      all.push(...checks);
      say(`\n${name} (${seconds(begun)})`);
      for (const { ok, what, seen } of checks) {
        say(`  ${ok ? "ok  " : "FAIL"} ${what}`);
        if (!ok) say((seen ?? "").replace(/^/gm, "       | "));
      }
      if (needed && checks.some(({ ok }) => !ok)) break;
    }
  } finally {
    await laptop.close();
  }
  const failed = all.filter(({ ok }) => !ok).length;
  say(`\n${all.length - failed} of ${all.length} checks held, in ${seconds(startedAt)}`);
  return failed === 0;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const options = readArguments(COMMAND, process.argv.slice(2), {
    optional: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  });
  if (options.help) return void process.stdout.write(HELP);
  const folder = mkdtempSync(path.join(tmpdir(), "sechub-deployed-"));
  try {
    const toolchain = await startToolchain(
      folder,
      path.join(folder, "checkout", "cdktf.out", "stacks", "orchestration", "assets"),
    );
    try {
      process.exitCode = (await verify(toolchain, folder)) ? 0 : 1;
    } finally {
      toolchain.close();
    }
  } catch (error) {
    if (!options.optional || !(error instanceof MissingTool)) throw error;
    say(`not verified: ${error.message}`);
  } finally {
    if (options.keep) say(`kept: ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  process.nextTick(() => {
    throw error;
  });
});
