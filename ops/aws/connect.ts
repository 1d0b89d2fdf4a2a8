import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DescribeRuleGroupCommand, NetworkFirewallClient } from "@aws-sdk/client-network-firewall";
import { STSClient } from "@aws-sdk/client-sts";
import { dynamoDbBlocklist } from "../../functions/adapters/dynamodb-blocklist";
import { dynamoDbRecall } from "../../functions/adapters/dynamodb-memory";
import { dynamoDbRecording } from "../../functions/adapters/dynamodb-recording";
import { dynamoDbTurns } from "../../functions/adapters/dynamodb-turns";
import { networkFirewallRuleGroup } from "../../functions/adapters/network-firewall-rule-group";
import { CodedError } from "../../functions/contract/coded-error";
import { managedActionName } from "../../functions/contract/managed-rules";
import { protectionOf } from "../../functions/domain/protection";
import type { Clock } from "../../functions/ports/clock";
import type { ReconcileDeps } from "../../functions/update-nf-rg/reconcile";
import { callerArn } from "./caller";
import { clientConfig } from "./client-config";
import type { Target } from "./target";

/** The functions' own adapters, with the caller's credentials. */
export interface Connection extends Omit<ReconcileDeps, "ruleGroup"> {
  readonly target: Target;
  readonly caller: string;
  readonly tables: DynamoDBClient;
  readonly recording: ReturnType<typeof dynamoDbRecording>;
  readonly memory: ReturnType<typeof dynamoDbRecall>;
  /** With the rule group, which only some commands ask for. */
  readonly reconcileDeps: () => Promise<ReconcileDeps>;
  readonly close: () => void;
}

/** @throws OpsError WRONG_ACCOUNT, and whatever the SDK says of credentials */
export async function connect(target: Target, env: NodeJS.ProcessEnv, clock: Clock): Promise<Connection> {
  const { config, names, endpoints } = target;
  const at = (endpoint: string | undefined) => clientConfig(target, endpoint, env);
  const tables = new DynamoDBClient({ ...at(endpoints.dynamoDb), maxAttempts: 4 });
  // One attempt, as in the function: only reconcile knows where a new try begins.
  const firewall = new NetworkFirewallClient({ ...at(endpoints.networkFirewall), maxAttempts: 1 });
  // Credentials of an emulator are none of AWS's business.
  const sts = endpoints.local && endpoints.sts === undefined ? undefined : new STSClient(at(endpoints.sts));
  const close = () => [tables, firewall, sts].forEach((client) => client?.destroy());
  try {
    const memory = dynamoDbRecall(tables, names.memory);
    const deps = {
      blocklist: dynamoDbBlocklist(tables, names.blocklist),
      turns: dynamoDbTurns(tables, names.lease),
      clock,
      policy: {
        protection: protectionOf(config.allowlist, config.ownAddresses),
        observeTypes: config.observeTypes,
        neverTypes: config.neverBlockTypes,
      },
      managed: {
        actionName: managedActionName(config.prefix),
        metricDimension: config.prefix,
        basePriority: config.firewall.basePriority,
      },
      mode: config.mode,
    };
    return {
      ...deps,
      target,
      caller: await callerArn(sts, target),
      tables,
      memory,
      recording: dynamoDbRecording(tables, names.blocklist, memory),
      reconcileDeps: async () => {
        const arn = names.ruleGroupArn ?? (await ruleGroupArn(firewall, names.ruleGroup));
        return { ...deps, ruleGroup: networkFirewallRuleGroup(firewall, arn) };
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

async function ruleGroupArn(client: NetworkFirewallClient, name: string): Promise<string> {
  try {
    const { RuleGroupResponse } = await client.send(
      new DescribeRuleGroupCommand({ RuleGroupName: name, Type: "STATELESS" }),
    );
    return RuleGroupResponse?.RuleGroupArn ?? "";
  } catch (error) {
    const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new CodedError("FIREWALL_REFUSED", `Network Firewall did not describe ${name} (${said})`, { cause: error });
  }
}
