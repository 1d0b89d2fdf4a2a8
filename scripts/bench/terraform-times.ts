import { existsSync, readFileSync } from "node:fs";
import type { RuleGroup } from "@aws-sdk/client-network-firewall";
import type { NetworkFirewallStandIn } from "../../local/stand-ins/network-firewall/server";
import { refreshFolders } from "../../ops/drift/refresh-stacks";
import { summarize, type PlannedStack } from "../../ops/plan/summary";
import type { LiveGroup } from "../../ops/terraform/live-group";
import { NO_LOCK } from "../../ops/terraform/plan-stack";
import { planFolders } from "../../ops/terraform/plan-stacks";
import type { Terraform } from "../../ops/terraform/run-terraform";
import type { StackFolder } from "../../ops/terraform/stack-folders";

export interface Measuring {
  /** Applied, with real Terraform and the real provider. */
  readonly stacks: readonly StackFolder[];
  /** Emptied, and written to. */
  readonly folder: string;
  readonly terraform: Terraform;
  /** undefined: Terraform reads every address, as it does without a first look. */
  readonly live: LiveGroup | undefined;
  readonly say: (line: string) => void;
}

/** Seconds of `npm run plan` and of the shape of `npm run drift`, without synth. */
export interface Times {
  readonly plan: Duration;
  readonly drift: Duration;
  /** What the plan would change, by stack: nothing, or the figures say nothing. */
  readonly changing: readonly string[];
}

/** Seconds on the clock, and of CPU, Terraform and provider included: on a busy machine only the second can be compared. */
export interface Duration {
  readonly seconds: number;
  /** undefined: this system does not say. */
  readonly cpu: number | undefined;
}

export async function measureTerraform({ stacks, folder, terraform, live, say }: Measuring): Promise<Times> {
  let planned: readonly PlannedStack[] = [];
  const plan = await secondsOf(async () => {
    planned = await planFolders(stacks, folder, terraform, say, { lock: NO_LOCK, live });
  });
  const drift = await secondsOf(() => refreshFolders(stacks, folder, terraform, say, live));
  const changing = summarize(undefined, planned).stacks.filter(({ changes }) => changes);
  return { plan, drift, changing: changing.map(({ stack }) => stack) };
}

export async function secondsOf(work: () => Promise<unknown>): Promise<Duration> {
  const [startedAt, before] = [performance.now(), childrenSeconds()];
  await work();
  const after = childrenSeconds();
  return {
    seconds: (performance.now() - startedAt) / 1000,
    cpu: before === undefined || after === undefined ? undefined : after - before,
  };
}

/** CPU of children that have ended, https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: cutime and cstime, in 1/100 s. */
function childrenSeconds(): number | undefined {
  if (!existsSync("/proc/self/stat")) return undefined;
  // The program's name, in parentheses, may hold blanks.
  const fields = readFileSync("/proc/self/stat", "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

/** Blocks so many hosts in the stand-in's group, from and to each, as update-nf-rg would. */
export function fillGroup(firewall: NetworkFirewallStandIn, arn: string, hosts: number): void {
  const { ruleGroup } = firewall.ruleGroup(arn);
  const source = ruleGroup.RulesSource?.StatelessRulesAndCustomActions;
  const action = source?.CustomActions?.[0]?.ActionName ?? "";
  const list = Array.from({ length: hosts }, (_, index) => ({
    AddressDefinition: `198.18.${Math.floor(index / 250)}.${(index % 250) + 1}/32`,
  }));
  const rule = (Priority: number, side: "Sources" | "Destinations") => ({
    Priority,
    RuleDefinition: { MatchAttributes: { [side]: list }, Actions: ["aws:drop", action] },
  });
  const placeholder = (source?.StatelessRules ?? []).filter((one) => JSON.stringify(one).includes("127.0.0.1/32"));
  const filled: RuleGroup = {
    RulesSource: {
      StatelessRulesAndCustomActions: {
        ...source,
        StatelessRules: [rule(1, "Sources"), rule(2, "Destinations"), ...placeholder],
      },
    },
  };
  firewall.editByHand(arn, filled);
}
