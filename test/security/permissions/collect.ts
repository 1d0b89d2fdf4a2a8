import type { Pipeline } from "../../../local/pipeline/pipeline";
import type { Call as JournalCall } from "../../../local/stand-ins/call";
import { LOCAL_ACCOUNT } from "../../../local/synthesized/references";
import type { Call } from "./call";

/** The calls that the functions have made so far, each once: whatever arrived at a stand-in, signed by a function. */
export function callsIn({ deployment, standIns }: Pick<Pipeline, "deployment" | "standIns">): readonly Call[] {
  const { dynamoDb, firewall, parameterStore, sns, noService } = standIns;
  const names = new Set(deployment.functions.map(({ name }) => name));
  const calls = Object.entries({
    dynamodb: dynamoDb.calls,
    "network-firewall": firewall.calls,
    ssm: parameterStore.calls,
    sns: sns.calls,
  }).flatMap(([service, journal]) =>
    journal
      .filter(({ caller = "" }) => names.has(caller))
      .map((call) => callOf(service as Service, call, deployment.region)),
  );
  const elsewhere = noService.calls.map(({ caller = "", operation }): Call => ({
    caller,
    action: operation,
    resource: "a service that has no stand-in",
  }));
  return [...new Map([...calls, ...elsewhere].map((call) => [JSON.stringify(call), call])).values()];
}

type Service = "dynamodb" | "network-firewall" | "ssm" | "sns";

/** What one request is to IAM. @throws Error for a request that names no single resource: say here what IAM asks of it */
export function callOf(service: Service, { caller = "", operation, request = {} }: JournalCall, region: string): Call {
  const { TableName, IndexName, RuleGroupArn, Name, TopicArn } = request;
  const arn = (resource: string) => `arn:aws:${service}:${region}:${LOCAL_ACCOUNT}:${resource}`;
  const named = {
    dynamodb: () => tableArn(TableName, IndexName, arn),
    "network-firewall": () => RuleGroupArn,
    ssm: () => (typeof Name === "string" ? arn(`parameter/${Name.replace(/^\//, "")}`) : undefined),
    sns: () => TopicArn,
  }[service]();
  // DynamoDB's operations on many tables, and its PartiQL, are other actions to IAM than their names.
  if (typeof named !== "string" || /^(Batch|Transact|Execute)/.test(operation)) {
    throw new Error(`${caller} called ${service}:${operation}, and it is not known what IAM asks of that`);
  }
  return { caller, action: `${service}:${operation}`, resource: named };
}

function tableArn(table: unknown, index: unknown, arn: (resource: string) => string): string | undefined {
  if (typeof table !== "string") return undefined;
  const ofTable = table.startsWith("arn:") ? table : arn(`table/${table}`);
  return typeof index === "string" ? `${ofTable}/index/${index}` : ofTable;
}
