import { NetworkFirewallClient } from "@aws-sdk/client-network-firewall";
import { dynamoDbBlocklist } from "../adapters/dynamodb-blocklist";
import { dynamoDbClient } from "../adapters/dynamodb-client";
import { dynamoDbTurns } from "../adapters/dynamodb-turns";
import { networkFirewallRuleGroup } from "../adapters/network-firewall-rule-group";
import { FIREWALL_TIMEOUTS } from "../adapters/request-timeouts";
import { systemClock } from "../adapters/system-clock";
import { protectionOf } from "../domain/protection";
import { updateRuleGroupEnv } from "./env";
import type { ReconcileDeps } from "./reconcile";

/** Builds the adapters from the environment. @throws CodedError ENV_INVALID */
export function buildDeps(environment: NodeJS.ProcessEnv): ReconcileDeps {
  const env = updateRuleGroupEnv.read(environment);
  const tables = dynamoDbClient();
  return {
    blocklist: dynamoDbBlocklist(tables, env.BLOCKLIST_TABLE),
    turns: dynamoDbTurns(tables, env.LEASE_TABLE),
    // One attempt: a new try must begin with step 1, which only reconcile knows.
    ruleGroup: networkFirewallRuleGroup(
      new NetworkFirewallClient({ maxAttempts: 1, requestHandler: FIREWALL_TIMEOUTS }),
      env.RULE_GROUP_ARN,
    ),
    clock: systemClock,
    policy: {
      protection: protectionOf(env.ALLOWLIST, env.OWN_ADDRESSES),
      observeTypes: env.OBSERVE_TYPES,
      neverTypes: env.NEVER_BLOCK_TYPES,
    },
    managed: {
      actionName: env.MANAGED_ACTION,
      metricDimension: env.METRIC_DIMENSION,
      basePriority: env.BASE_PRIORITY,
    },
    mode: env.MODE,
  };
}
