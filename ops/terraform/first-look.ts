import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { seenStack, stackDrift } from "../drift/stack-drift";
import type { Plan } from "../plan/plan";
import { planFile } from "../plan/saved-plans";
import { groupDifferences, policyDifferences } from "./group-shape";
import type { LiveGroup } from "./live-group";
import { hasRuleGroup, knownGroup, targetsOf, type KnownGroup, type State, type Synthesized } from "./rule-group-state";
import type { Terraform } from "./run-terraform";
import type { StackFolder } from "./stack-folders";

interface Looking {
  readonly terraform: Terraform;
  readonly say: (line: string) => void;
  /** undefined: nobody may ask the service, so Terraform reads everything. */
  readonly live: LiveGroup | undefined;
}

/** No lock: nothing is written, and a deploy need not wait. */
export const REFRESH_ONLY = ["plan", "-refresh-only", "-detailed-exitcode", "-lock=false", "-input=false", "-no-color"];

/**
 * What Terraform may leave out when it reads a stack that holds the rule group. The provider reads each address of the group
 * into nested sets: minutes with 1,000 hosts (docs/reliability.md). So the group is compared by the API, in one call, and
 * Terraform reads only the others.
 * @returns `-target` options for everything but the group and what reads it; undefined: Terraform must read everything, since
 *   the group is not as the state has it, is gone, or cannot be compared
 */
export async function targetsBesideGroup(
  { stack, folder }: StackFolder,
  { terraform, say, live }: Looking,
): Promise<readonly string[] | undefined> {
  const file = path.join(folder, "cdk.tf.json");
  if (live === undefined || !existsSync(file)) return undefined;
  const synthesized = JSON.parse(readFileSync(file, "utf8")) as Synthesized;
  if (!hasRuleGroup(synthesized)) return undefined;
  const pulled = await terraform(folder, ["state", "pull"]);
  const state = pulled.status === 0 ? stateIn(pulled.stdout) : undefined;
  const known = state && knownGroup(state);
  if (state === undefined || known === undefined) return undefined;
  if (known.addresses > 0) {
    say(
      `${stack}: the state holds ${known.addresses} addresses of the rule group, so plans are slow: npm run trim-state`,
    );
  }
  const why = await whyFull(known, live);
  if (why !== undefined) {
    say(`${stack}: ${why}: terraform reads everything, which takes minutes when the group is full`);
    return undefined;
  }
  const targets = targetsOf(synthesized, state);
  return targets.length === 0 ? undefined : targets.map((address) => `-target=${address}`);
}

/**
 * Whether a plan that was made without reading changes what the look saw in another spelling: the state holds an old value
 * there (a table's `recovery_period_in_days` right after it was made), so only a plan that reads can tell.
 */
export const changesWhatIsStale = ({ changes }: Plan, stale: readonly string[]): boolean =>
  changes.some(({ action, address }) => action !== "no-op" && stale.includes(address));

/**
 * Whether everything of the stack is as the state has it: then a plan need not read it again (`-refresh=false`). A first look
 * that fails is no reason to stop: the plan that follows reads everything, and says what is wrong.
 * @param plans a folder for the plan of the look, which is deleted
 * @returns addresses whose values in the state are old and mean no change; undefined: Terraform must read everything
 */
export async function isAsDeployed(
  stack: StackFolder,
  plans: string,
  looking: Looking,
): Promise<readonly string[] | undefined> {
  const { terraform, say } = looking;
  const targets = await targetsBesideGroup(stack, looking);
  if (targets === undefined) return undefined;
  say(`${stack.stack}: first look`);
  const file = planFile(plans, `${stack.stack}.look`);
  try {
    const { status } = await terraform(stack.folder, [...REFRESH_ONLY, `-out=${file}`, ...targets]);
    if (status === 0) return [];
    // 2: something is other than in the state, perhaps only in spelling. The JSON tells what.
    if (status !== 2) return undefined;
    const show = await terraform(stack.folder, ["show", "-no-color", "-json", file]);
    if (show.status !== 0) return undefined;
    const seen = seenStack(stack.stack, stack.stack, show.stdout);
    const { changed, missing } = stackDrift(seen);
    const found = [...changed, ...missing].map(({ address }) => address);
    if (found.length > 0) say(`${stack.stack}: changed outside terraform, so it reads everything: ${found.join(", ")}`);
    return found.length > 0 ? undefined : "plan" in seen ? seen.plan.drift.map(({ address }) => address) : [];
  } finally {
    rmSync(file, { force: true });
  }
}

/** Why Terraform must read everything, in words; undefined: group and policies are as the state has them. */
async function whyFull({ attributes, policies }: KnownGroup, live: LiveGroup): Promise<string | undefined> {
  try {
    const group = await live.group(String(attributes.arn));
    if (group === undefined) return "the rule group is gone";
    const different = groupDifferences(group, attributes);
    if (different.length > 0) return `the rule group is not as it was deployed (${different.join(", ")})`;
    for (const known of policies) {
      const policy = await live.policy(String(known.arn));
      if (policy === undefined) return "the firewall policy is gone";
      const changed = policyDifferences(policy, known);
      if (changed.length > 0) return `the firewall policy is not as it was deployed (${changed.join(", ")})`;
    }
    return undefined;
  } catch (error) {
    const said = error instanceof Error ? error.message || error.name : String(error);
    return `Network Firewall cannot be asked for the rule group (${said.replace(/\s+/g, " ")})`;
  }
}

/** Empty is what Terraform prints for a stack that was never applied. */
function stateIn(text: string): State | undefined {
  try {
    const state = JSON.parse(text) as State;
    return state.version === 4 ? state : undefined;
  } catch {
    return undefined;
  }
}
