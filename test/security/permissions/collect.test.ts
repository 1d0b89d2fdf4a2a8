import type { Call as JournalCall } from "../../../local/stand-ins/call";
import { callOf } from "./collect";

const call = (operation: string, request: JournalCall["request"]): JournalCall => ({
  operation,
  at: 0,
  outcome: "ok",
  caller: "sechub-x",
  ...(request && { request }),
});
const ARN = "arn:aws:dynamodb:us-west-2:111122223333:table/t";

describe("what a request is to IAM", () => {
  it.each([
    ["dynamodb", "GetItem", { TableName: "t" }, ARN],
    ["dynamodb", "GetItem", { TableName: ARN }, ARN],
    ["dynamodb", "Query", { TableName: "t", IndexName: "i" }, `${ARN}/index/i`],
    ["network-firewall", "UpdateRuleGroup", { RuleGroupArn: "arn:aws:x" }, "arn:aws:x"],
    ["ssm", "GetParameter", { Name: "/a/b" }, "arn:aws:ssm:us-west-2:111122223333:parameter/a/b"],
    ["sns", "Publish", { TopicArn: "arn:aws:y" }, "arn:aws:y"],
  ] as const)("%s:%s of %j", (service, operation, request, resource) => {
    expect(callOf(service, call(operation, request), "us-west-2")).toEqual({
      caller: "sechub-x",
      action: `${service}:${operation}`,
      resource,
    });
  });

  it.each([
    ["dynamodb", "ListTables", {}],
    ["dynamodb", "ExecuteStatement", { Statement: "DELETE FROM t" }],
    ["dynamodb", "TransactWriteItems", { TableName: "t" }],
    ["dynamodb", "BatchGetItem", { RequestItems: {} }],
    ["network-firewall", "DescribeRuleGroup", { RuleGroupName: "n", Type: "STATELESS" }],
    ["ssm", "GetParametersByPath", { Path: "/" }],
  ] as const)("%s:%s of %j is not guessed", (service, operation, request) => {
    expect(() => callOf(service, call(operation, request), "us-west-2")).toThrow(
      `sechub-x called ${service}:${operation}, and it is not known what IAM asks of that`,
    );
  });
});
