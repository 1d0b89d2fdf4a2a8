import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DescribeRuleGroupCommand, NetworkFirewallClient } from "@aws-sdk/client-network-firewall";
import { STSClient } from "@aws-sdk/client-sts";
import { dynamoDbBlocklist } from "../../functions/adapters/dynamodb-blocklist";
import { dynamoDbRecall } from "../../functions/adapters/dynamodb-memory";
import { dynamoDbRecording } from "../../functions/adapters/dynamodb-recording";
import { dynamoDbTurns } from "../../functions/adapters/dynamodb-turns";
import { networkFirewallRuleGroup } from "../../functions/adapters/network-firewall-rule-group";
import { CodedError } from "../../functions/contract/coded-error";
import type { Clock } from "../../functions/ports/clock";
import type { ReconcileDeps } from "../../functions/update-nf-rg/reconcile";
import { callerArn } from "./caller";
import { clientConfig } from "./client-config";
import { judgedBy } from "./judged";
import type { Target } from "./target";

/** The functions' own adapters, with the caller's credentials. */
export interface Connection extends Omit<ReconcileDeps, "ruleGroup"> {
  readonly target: Target;
  readonly caller: string;
  readonly tables: DynamoDBClient;
  readonly recording: ReturnType<typeof dynamoDbRecording>;
  readonly memory: ReturnType<typeof dynamoDbRecall>;
  /** As Terraform's outputs tell it; else the service is asked by the name. */
  readonly ruleGroupArn: () => Promise<string>;
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
  const ruleGroupArn = async () => names.ruleGroupArn ?? (await ruleGroupArnOf(firewall, names.ruleGroup));
  try {
    const memory = dynamoDbRecall(tables, names.memory);
    const { policy, managed, mode } = judgedBy(config);
    const deps = {
      blocklist: dynamoDbBlocklist(tables, names.blocklist),
      turns: dynamoDbTurns(tables, names.lease),
      clock,
      policy,
      managed,
      mode,
    };
    return {
      ...deps,
      target,
      caller: await callerArn(sts, target),
      tables,
      memory,
      recording: dynamoDbRecording(tables, names.blocklist, memory),
      ruleGroupArn,
      reconcileDeps: async () => ({ ...deps, ruleGroup: networkFirewallRuleGroup(firewall, await ruleGroupArn()) }),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

async function ruleGroupArnOf(client: NetworkFirewallClient, name: string): Promise<string> {
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
