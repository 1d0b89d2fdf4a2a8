import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { everyServiceAt } from "../../config/every-service-at";
import { loadConfig } from "../../config/load-config";
import { UsageError } from "../../local/errors";
import { startNetworkFirewall } from "../../local/stand-ins/network-firewall/server";
import { targetOf } from "../../ops/aws/target";
import { OpsError } from "../../ops/command/ops-error";
import { liveGroup } from "../../ops/terraform/live-group";
import { runTerraform } from "../../ops/terraform/run-terraform";
import { stackFolders } from "../../ops/terraform/stack-folders";
import { trimState } from "../../ops/terraform/trim-state";
import { synthesize } from "../../stacks/synthesize";
import { readArguments } from "../read-arguments";
import { fillGroup, measureTerraform, secondsOf, type Duration } from "./terraform-times";

const NPM = "npm run bench:terraform";
const HELP = `${NPM} -- --emulator URL [options]

How long plan and drift of the stack shared take with a full rule group: real Terraform and AWS provider, an emulator for the
tables and the topic, and this project's own stand-in for Network Firewall. It prints; it never judges.

  --emulator URL      an AWS emulator on this machine that serves DynamoDB and SNS, such as MiniStack
  --hosts LIST        how many hosts the group holds (default: 1,1000,14999, which is full: the
                      placeholder takes a unit)
  --everything LIST   for these, Terraform reads every address as well, as it does without a first look: minutes from
                      1,000 hosts on (default: 1)
  --apply             then changes a tag of the group with the last number of hosts, and trims the state
  --provider VERSION  the provider's version constraint, instead of the stacks' own
  --help              this text

Terraform finds the provider as it is told to (TF_CLI_CONFIG_FILE).
`;

async function bench(): Promise<void> {
  const options = readArguments(NPM, process.argv.slice(2), {
    emulator: { type: "string" },
    hosts: { type: "string", default: "1,1000,14999" },
    everything: { type: "string", default: "1" },
    apply: { type: "boolean", default: false },
    provider: { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  });
  if (options.help) return void process.stdout.write(HELP);
  if (options.emulator === undefined) throw new UsageError(`--emulator is missing; ${NPM} -- --help explains it`);
  const work = mkdtempSync(path.join(tmpdir(), "sechub-terraform-"));
  const firewall = await startNetworkFirewall();
  try {
    await run({ ...options, emulator: options.emulator, work, firewall });
  } finally {
    await firewall.close();
    rmSync(work, { recursive: true, force: true });
  }
}

interface Bench {
  readonly emulator: string;
  readonly hosts: string;
  readonly everything: string;
  readonly apply: boolean;
  readonly provider?: string;
  readonly work: string;
  readonly firewall: Awaited<ReturnType<typeof startNetworkFirewall>>;
}

async function run({ emulator, hosts, everything, apply, provider, work, firewall }: Bench): Promise<void> {
  const environments = {
    bench: {
      // An emulator that keeps what an earlier run made must not stop this one.
      prefix: `bench-${process.pid}`,
      endpoints: { ...everyServiceAt(emulator), networkfirewall: firewall.url },
      firewall: { capacityUnits: 30_000 },
    },
  };
  const config = loadConfig("bench", environments);
  const outdir = path.join(work, "cdktf.out");
  await synthesize(config, outdir);
  const stacks = stackFolders(outdir).filter(({ stack }) => stack === "shared");
  const [shared] = stacks;
  if (shared === undefined) throw new UsageError("there is no stack shared");
  if (provider !== undefined) constrain(shared.folder, provider);
  const target = targetOf({ environment: "bench", environments, outputs: undefined, env: {} });
  const live = liveGroup(target, {});
  const terraform = async (...args: readonly string[]) => {
    const { status, stdout, stderr } = await runTerraform(shared.folder, args);
    if (status !== 0) throw new OpsError("TERRAFORM_FAILED", `terraform ${args[0] ?? ""} failed: ${stderr || stdout}`);
    return stdout;
  };
  const print = (what: string, { seconds, cpu }: Duration) => {
    const busy = cpu === undefined ? "" : `, CPU ${cpu.toFixed(1)} s`;
    process.stdout.write(`${what.padEnd(52)} ${seconds.toFixed(1)} s${busy}\n`);
  };

  await terraform("init", "-input=false", "-no-color");
  print("first apply", await secondsOf(() => terraform("apply", "-auto-approve", "-input=false", "-no-color")));
  const arn = (JSON.parse(await terraform("output", "-json")) as { rule_group_arn: { value: string } }).rule_group_arn
    .value;
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const folder = path.join(work, "plans");
  const full = numbersIn(everything);
  for (const count of numbersIn(hosts)) {
    fillGroup(firewall, arn, count);
    const quick = await measureTerraform({ stacks, folder, terraform: runTerraform, live, say });
    print(`plan, ${count} hosts`, quick.plan);
    print(`drift, ${count} hosts`, quick.drift);
    if (!full.includes(count)) continue;
    const slow = await measureTerraform({ stacks, folder, terraform: runTerraform, live: undefined, say });
    print(`plan, ${count} hosts, Terraform reads everything`, slow.plan);
    print(`drift, ${count} hosts, Terraform reads everything`, slow.drift);
  }
  if (!apply) return;
  changeTag(shared.folder);
  const update = () => terraform("apply", "-auto-approve", "-refresh=false", "-input=false", "-no-color");
  print("apply of a tag of the group, -refresh=false", await secondsOf(update));
  print("trim-state", await secondsOf(() => trimState(shared, config, outdir, runTerraform)));
  const { plan, changing } = await measureTerraform({ stacks, folder, terraform: runTerraform, live, say });
  print("plan, the state is trimmed", plan);
  process.stdout.write(`that plan changes: ${changing.join(", ") || "nothing"}\n`);
}

/** In the copy of the stacks that is measured, never in the stacks. */
function constrain(folder: string, version: string): void {
  change(folder, (stack) => (stack.terraform.required_providers.aws.version = version));
}

function changeTag(folder: string): void {
  change(folder, (stack) => {
    for (const group of Object.values(stack.resource.aws_networkfirewall_rule_group)) group.tags = { Bench: "changed" };
  });
}

interface Stack {
  readonly terraform: { readonly required_providers: { readonly aws: { version: string } } };
  readonly resource: { readonly aws_networkfirewall_rule_group: Record<string, { tags?: Record<string, string> }> };
}

function change(folder: string, edit: (stack: Stack) => void): void {
  const file = path.join(folder, "cdk.tf.json");
  const stack = JSON.parse(readFileSync(file, "utf8")) as Stack;
  edit(stack);
  writeFileSync(file, JSON.stringify(stack, undefined, 2));
}

const numbersIn = (list: string): readonly number[] =>
  list
    .split(",")
    .filter((text) => text.trim() !== "")
    .map((text) => {
      if (!/^\s*\d{1,5}\s*$/.test(text)) throw new UsageError(`"${text}" is not a number of hosts`);
      return Number(text);
    });

void bench();
