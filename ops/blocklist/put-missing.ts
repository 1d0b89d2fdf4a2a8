import { PutItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { ifConditionHolds } from "../../functions/adapters/dynamodb-errors";
import type { Item } from "./items";

/**
 * Puts a row back where there is none; false: there is one. Without EnforcedAt, which promises that the rule group holds
 * the host, and only a reconcile knows that.
 */
export async function putMissing(client: DynamoDBClient, table: string, item: Item): Promise<boolean> {
  const put = new PutItemCommand({
    TableName: table,
    Item: marshall({ ...item, EnforcedAt: undefined }, { removeUndefinedValues: true }),
    ConditionExpression: "attribute_not_exists(HostIp)",
  });
  return (await ifConditionHolds(table, () => client.send(put))) !== undefined;
}
