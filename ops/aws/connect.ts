import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DescribeRuleGroupCommand, NetworkFirewallClient } from "@aws-sdk/client-network-firewall";
import { STSClient } from "@aws-sdk/client-sts";
import { dynamoDbBlocklist } from "../../functions/adapters/dynamodb-blocklist";
import { dynamoDbRecall } from "../../functions/adapters/dynamodb-memory";
import { dynamoDbRecording } from "../../functions/adapters/dynamodb-recording";
import { networkFirewallRuleGroup } from "../../functions/adapters/network-firewall-rule-group";
import { FIREWALL_TIMEOUTS } from "../../functions/adapters/request-timeouts";
import { CodedError } from "../../functions/contract/coded-error";
import type { Blocklist } from "../../functions/ports/blocklist";
import type { Clock } from "../../functions/ports/clock";
import type { RuleGroup } from "../../functions/ports/rule-group";
import { callerArn } from "./caller";
import { clientConfig } from "./client-config";
import { judgedBy, type JudgedBy } from "./judged";
import type { Target } from "./target";

/** The functions' own adapters, with the caller's credentials; rules and marks are only read (ADR 12). */
export interface Connection extends Pick<JudgedBy, "policy" | "managed" | "mode"> {
  readonly target: Target;
  readonly caller: string;
  readonly clock: Clock;
  readonly blocklist: Pick<Blocklist, "get" | "readAll">;
  readonly tables: DynamoDBClient;
  readonly recording: ReturnType<typeof dynamoDbRecording>;
  readonly memory: ReturnType<typeof dynamoDbRecall>;
  /** As Terraform's outputs tell it; else the service is asked by the name. */
  readonly ruleGroupArn: () => Promise<string>;
  /** Only some commands ask for it. */
  readonly ruleGroup: () => Promise<Pick<RuleGroup, "describe">>;
  readonly close: () => void;
}

/** @throws OpsError WRONG_ACCOUNT, and whatever the SDK says of credentials */
export async function connect(target: Target, env: NodeJS.ProcessEnv, clock: Clock): Promise<Connection> {
  const { config, names, endpoints } = target;
  const at = (endpoint: string | undefined) => clientConfig(target, endpoint, env);
  const tables = new DynamoDBClient({ ...at(endpoints.dynamoDb), maxAttempts: 4 });
  const firewall = new NetworkFirewallClient({
    ...at(endpoints.networkFirewall),
    requestHandler: FIREWALL_TIMEOUTS,
    maxAttempts: 4,
  });
  // Credentials of an emulator are none of AWS's business.
  const sts = endpoints.local && endpoints.sts === undefined ? undefined : new STSClient(at(endpoints.sts));
  const close = () => [tables, firewall, sts].forEach((client) => client?.destroy());
  const ruleGroupArn = async () => names.ruleGroupArn ?? (await ruleGroupArnOf(firewall, names.ruleGroup));
  try {
    const memory = dynamoDbRecall(tables, names.memory);
    const { policy, managed, mode } = judgedBy(config);
    return {
      policy,
      managed,
      mode,
      clock,
      blocklist: dynamoDbBlocklist(tables, names.blocklist),
      target,
      caller: await callerArn(sts, target),
      tables,
      memory,
      recording: dynamoDbRecording(tables, names.blocklist, memory),
      ruleGroupArn,
      ruleGroup: async () => networkFirewallRuleGroup(firewall, await ruleGroupArn()),
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
