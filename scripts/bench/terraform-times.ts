import type { RuleGroup } from "@aws-sdk/client-network-firewall";
import type { NetworkFirewallStandIn } from "../../local/stand-ins/network-firewall/server";
import { refreshFolders } from "../../ops/drift/refresh-stacks";
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
  readonly plan: number;
  readonly drift: number;
}

export async function measureTerraform({ stacks, folder, terraform, live, say }: Measuring): Promise<Times> {
  const plan = await secondsOf(() => planFolders(stacks, folder, terraform, say, { lock: NO_LOCK, live }));
  const drift = await secondsOf(() => refreshFolders(stacks, folder, terraform, say, live));
  return { plan, drift };
}

export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
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
