/** The deployed update-nf-rg: its use case in this process, behind Lambda's stand-in, with a config of its own. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { NetworkFirewallClient } from "@aws-sdk/client-network-firewall";
import { loadConfig } from "../../../config/load-config";
import type { ConfigInput } from "../../../config/schema";
import { dynamoDbBlocklist } from "../../../functions/adapters/dynamodb-blocklist";
import { dynamoDbTurns } from "../../../functions/adapters/dynamodb-turns";
import { networkFirewallRuleGroup } from "../../../functions/adapters/network-firewall-rule-group";
import { CodedError } from "../../../functions/contract/coded-error";
import type { Clock } from "../../../functions/ports/clock";
import { reconcile } from "../../../functions/update-nf-rg/reconcile";
import { readReconcileInput } from "../../../functions/update-nf-rg/reconcile-input";
import { LambdaError } from "../../../local/lambda/instance";
import { judgedBy } from "../../../ops/aws/judged";
import { recorder } from "../../functions/support/world";
import { clientConfig } from "../../local/stand-ins/support";

export interface DeployedAt {
  readonly dynamoDb: string;
  readonly firewall: string;
  readonly ruleGroupArn: string;
  readonly clock: Clock;
}

export function deployedUpdateNfRg({ dynamoDb, firewall, ruleGroupArn, clock }: DeployedAt) {
  const tables = new DynamoDBClient(clientConfig(dynamoDb));
  const groups = new NetworkFirewallClient(clientConfig(firewall));
  const metrics = recorder();
  const deployed = {
    config: {} as ConfigInput,
    /** Of a version that knows no Whole. */
    ofBefore: false,
    metrics,
    asked: [] as unknown[],
    /** Done when it is asked, before it reads anything. */
    meanwhile: undefined as (() => Promise<void>) | undefined,
    /** The error that it ends with after all is done. */
    breaks: undefined as readonly [type: string, message: string] | undefined,
    answer: async (payload: unknown): Promise<unknown> => {
      deployed.asked.push(payload);
      await deployed.meanwhile?.();
      const { Whole, ...asked } = readReconcileInput(payload);
      const run = reconcile({
        blocklist: dynamoDbBlocklist(tables, "sechub-ops-blocklist"),
        turns: dynamoDbTurns(tables, "sechub-ops-lease"),
        ruleGroup: networkFirewallRuleGroup(groups, ruleGroupArn),
        clock,
        ...judgedBy(loadConfig("ops", { ops: deployed.config })),
      });
      const requestId = `request-${deployed.asked.length}`;
      const { telemetry } = metrics;
      const timeLeftMs = () => 60_000;
      const outcome = await run(deployed.ofBefore ? asked : { ...asked, Whole }, {
        telemetry,
        requestId,
        timeLeftMs,
      }).catch((error: unknown) => {
        throw error instanceof CodedError ? new LambdaError(error.code, error.message) : error;
      });
      if (deployed.breaks !== undefined) throw new LambdaError(...deployed.breaks);
      return outcome;
    },
    close: () => {
      tables.destroy();
      groups.destroy();
    },
  };
  return deployed;
}
