import type { RuleGroup } from "@aws-sdk/client-network-firewall";
import { setTimeout as systemSleep } from "node:timers/promises";
import { AwsError } from "../aws-error";
import { awsJson, type Operation } from "../aws-json";
import type { Call, Now } from "../call";
import { listen, type Listening } from "../http-server";
import { faultError, faultQueue, type Fault } from "./faults";
import { requireKeyRights, type KeyRights } from "./key-rights";
import { ruleGroupOperations } from "./operations";
import { firewallPolicies } from "./policies";
import { requireCapacity, rulesOf } from "./requests";
import {
  ruleGroupState,
  settingsFrom,
  type RuleGroupSeed,
  type RuleGroupSettings,
  type RuleGroupSnapshot,
  type RuleGroupState,
} from "./state";
import { tagOperations, Tags } from "./tags";
import { tokenBucket, type ThrottleOptions } from "./throttle";

export interface NetworkFirewallOptions {
  /** @default no limit */
  readonly throttle?: ThrottleOptions;
  /** How long each call takes. Half of it passes before the state is read or changed, half after. @default 0 */
  readonly latencyMs?: number;
  /** Further waiting before an answer, by its size: the description of a full group takes longest. @default 0 */
  readonly msPerMegabyte?: number;
  /** @default the system's clock */
  readonly now?: Now;
  /** @default the system's timer */
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
  /** Where CreateRuleGroup makes its groups. @default us-west-2 and 111122223333 */
  readonly region?: string;
  readonly accountId?: string;
  /** What each caller may do with customer managed keys. @default everything */
  readonly keyRights?: KeyRights;
  /** @default any that is free */
  readonly port?: number;
}

/** What is served. */
export type FirewallOperation = keyof ReturnType<typeof firewallOperations>;

export interface HandEdit extends RuleGroupSettings {
  readonly numberOfAssociations?: number;
}

export interface NetworkFirewallStandIn extends Listening {
  /** What was asked, and how it ended, in the order of the answers. */
  readonly calls: readonly Call[];
  /** Seeds a group, as Terraform or the platform team made it. Held to the same rules as a request. */
  readonly createRuleGroup: (seed: RuleGroupSeed) => RuleGroupSnapshot;
  /** The group as it is now. Throws for a group that does not exist. */
  readonly ruleGroup: (arn: string) => RuleGroupSnapshot;
  /** Somebody else changes the group: a new token, no call in the journal. Settings that `edit` does not name stay. */
  readonly editByHand: (arn: string, ruleGroup: RuleGroup, edit?: HandEdit) => RuleGroupSnapshot;
  /** The next call of this operation goes wrong; faults queue up. */
  readonly failNext: (operation: FirewallOperation, fault: Fault) => void;
  /** Every call goes wrong for as long as this answers true, asked at each call. */
  readonly failWhile: (isAway: (operation: FirewallOperation) => boolean, fault?: Fault) => void;
}

/** Network Firewall's API for STATELESS rule groups, with the service's own strictness, on a loopback port. */
export async function startNetworkFirewall(options: NetworkFirewallOptions = {}): Promise<NetworkFirewallStandIn> {
  const { now = Date.now, sleep = systemSleep, latencyMs = 0, throttle, port, keyRights, msPerMegabyte = 0 } = options;
  const { region = "us-west-2", accountId = "111122223333" } = options;
  const state = ruleGroupState(now);
  const faults = faultQueue();
  let away: { is: (operation: FirewallOperation) => boolean; fault: Fault } = { is: () => false, fault: {} };
  const calls: Call[] = [];
  const mayPass = throttle === undefined ? () => true : tokenBucket(throttle, now);

  const existing = (arn: string): RuleGroupSnapshot => {
    const group = state.find(arn);
    if (group === undefined) throw new Error(`the stand-in has no rule group ${arn}; create it first`);
    return group;
  };

  /** The order of a call: throttle (on arrival), latency, fault, the operation itself (all at once), fault after it, latency. */
  const guarded =
    (name: FirewallOperation, operation: Operation): Operation =>
    async (request, caller = "") => {
      const allowed = mayPass();
      if (latencyMs > 0) await sleep(latencyMs / 2);
      try {
        const fault = away.is(name) ? away.fault : faults.next(name);
        if (fault !== undefined && fault.afterApply !== true) throw faultError(fault);
        if (!allowed) throw new AwsError("ThrottlingException", "Rate exceeded");
        if (keyRights !== undefined) requireKeyRights(state, { operation: name, request, caller }, keyRights);
        const response = await operation(request);
        if (msPerMegabyte > 0) await sleep((JSON.stringify(response).length / 1e6) * msPerMegabyte);
        if (fault !== undefined) throw faultError(fault);
        return response;
      } finally {
        if (latencyMs > 0) await sleep(latencyMs / 2);
      }
    };

  const operations = firewallOperations(state, `arn:aws:network-firewall:${region}:${accountId}`, now);
  const server = await listen(
    awsJson({
      version: "1.0",
      targetPrefix: "NetworkFirewall_20201112",
      operations: new Map(
        (Object.keys(operations) as FirewallOperation[]).map((name) => [name, guarded(name, operations[name])]),
      ),
      messageMember: "Message",
      calls,
      now,
    }),
    { port },
  );

  return {
    ...server,
    calls,
    createRuleGroup: (seed) => {
      if (state.find(seed.arn) !== undefined) throw new Error(`the stand-in already has a rule group ${seed.arn}`);
      requireCapacity(rulesOf({ RuleGroup: seed.ruleGroup }), seed.capacity);
      return state.create(seed);
    },
    ruleGroup: existing,
    editByHand: (arn, ruleGroup, edit = {}) => {
      const current = existing(arn);
      requireCapacity(rulesOf({ RuleGroup: ruleGroup }), current.capacity);
      return state.replace(current, { ...settingsFrom(current), ...edit, ruleGroup });
    },
    failNext: (operation, fault) => faults.add(operation, fault),
    failWhile: (isAway, fault = {}) => {
      away = { is: isAway, fault };
    },
  };
}

/** @param owner how the ARNs of the Region and account begin */
function firewallOperations(state: RuleGroupState, owner: string, now: Now) {
  const tags = new Tags();
  const policies = firewallPolicies(state, tags, (name) => `${owner}:firewall-policy/${name}`, now);
  return {
    ...ruleGroupOperations(state, (name) => `${owner}:stateless-rulegroup/${name}`, tags),
    ...policies.operations,
    ...tagOperations(tags, (arn) => state.find(arn) !== undefined || policies.exists(arn)),
  };
}
