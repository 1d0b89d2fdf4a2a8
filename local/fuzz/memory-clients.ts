import { ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { NetworkFirewallClient } from "@aws-sdk/client-network-firewall";
import { dynaliteActions, filterMatches } from "../faults/dynalite-actions";
import { named } from "../faults/invocation";
import type { SimTable, Tables } from "../faults/table-client";
import { AwsError } from "../stand-ins/aws-error";
import type { JsonObject } from "../stand-ins/json";
import { ruleGroupOperations, type OperationName } from "../stand-ins/network-firewall/operations";
import type { RuleGroupState } from "../stand-ins/network-firewall/state";

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: object;
}

/** Nothing goes over a wire, so that nobody signs anything. */
const CONFIG = { region: "us-west-2", credentials: { accessKeyId: "fuzz", secretAccessKey: "fuzz" } };

/**
 * A DynamoDB client whose commands are real and whose answers are dynalite's own code, in memory and at once.
 * @param tables asked for at each call: each input begins with tables of its own
 */
export function memoryTableClient(tables: () => Tables): DynamoDBClient {
  const send = async (command: Command): Promise<object> => {
    const request = JSON.parse(JSON.stringify(command.input)) as { readonly TableName: string };
    const table = tables()[request.TableName];
    if (table === undefined) throw refusal("ResourceNotFoundException", `no table ${request.TableName}`);
    const name = command.constructor.name.replace("Command", "");
    try {
      const answer = name === "Scan" ? scan(table, request) : dynaliteActions(table)[name]?.(request);
      return await Promise.resolve(JSON.parse(JSON.stringify(answer)) as object);
    } catch (error) {
      const { name: code, message } = error as Error;
      // The idempotency utility knows it by its class.
      if (code === "ConditionalCheckFailedException") {
        throw new ConditionalCheckFailedException({ message, $metadata: { httpStatusCode: 400, attempts: 1 } });
      }
      throw refusal(code, message);
    }
  };
  return Object.assign(new DynamoDBClient(CONFIG), { send });
}

const scan = (table: SimTable, request: object): object => ({
  Items: [...table.items.values()].filter((item) => filterMatches(request, item)),
});

const refusal = (name: string, message: string): Error =>
  named(name, message, { $metadata: { httpStatusCode: 400, attempts: 1 } });

/** A Network Firewall client over the operations of the stand-in, in memory and at once. */
export function memoryFirewallClient(group: () => RuleGroupState, arn: string) {
  const send = async (command: Command): Promise<object> => {
    const request = JSON.parse(JSON.stringify(command.input)) as JsonObject;
    const name = command.constructor.name.replace("Command", "") as OperationName;
    try {
      const answer = ruleGroupOperations(group(), () => arn)[name](request);
      return await Promise.resolve(JSON.parse(JSON.stringify(answer)) as object);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw named(error.errorName, error.message, { $metadata: { httpStatusCode: error.status } });
    }
  };
  return Object.assign(new NetworkFirewallClient(CONFIG), { send });
}
