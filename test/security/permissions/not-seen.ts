/** Calls that a function's role must allow and that no stand-in sees: other services make them, by this role. */
import type { Call } from "./call";

interface ByService {
  readonly actions: readonly string[];
  readonly resource: (functionName: string) => string;
  readonly because: string;
}

/** What Lambda does for every function. */
export const BY_LAMBDA: readonly ByService[] = [
  {
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    resource: (name) => `arn:aws:logs:us-west-2:111122223333:log-group:/aws/lambda/${name}:*`,
    because: "Lambda writes what the code prints, into streams that it names itself. Terraform makes the group",
  },
  {
    actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
    resource: () => "*",
    because: "Lambda traces invocations. A trace is no resource of IAM's: only * can be said",
  },
];

const READ = ["kms:Decrypt", "kms:DescribeKey"];

/**
 * What a service does with the customer's key when it is called, always through the service: a table's key is asked for by
 * those who write more than by those who read. AWS lists it for DynamoDB, Parameter Store and SNS, and not for Network Firewall:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
const KEY_USE: readonly {
  readonly calls: RegExp;
  readonly actions: readonly string[];
  /** Beside the service. */
  readonly condition?: object;
}[] = [
  { calls: /^dynamodb:(GetItem|Scan)$/, actions: READ },
  {
    calls: /^dynamodb:(Put|Update|Delete)Item$/,
    actions: [
      ...READ,
      "kms:Encrypt",
      "kms:GenerateDataKey",
      "kms:GenerateDataKeyWithoutPlaintext",
      "kms:ReEncryptFrom",
      "kms:ReEncryptTo",
    ],
  },
  { calls: /^network-firewall:UpdateRuleGroup$/, actions: [...READ, "kms:GenerateDataKey"] },
  {
    calls: /^network-firewall:UpdateRuleGroup$/,
    actions: ["kms:CreateGrant"],
    condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
  },
  { calls: /^ssm:GetParameter$/, actions: ["kms:Decrypt"] },
  { calls: /^sns:Publish$/, actions: ["kms:Decrypt", "kms:GenerateDataKey"] },
];

/** The calls that follow from these: of Lambda for each function, and with a key those of the services on it. */
export function withNotSeen(calls: readonly Call[], keyArn?: string): readonly Call[] {
  const callers = [...new Set(calls.map(({ caller }) => caller))];
  const byLambda = callers.flatMap((caller) =>
    BY_LAMBDA.flatMap(({ actions, resource }) =>
      actions.map((action): Call => ({ caller, action, resource: resource(caller) })),
    ),
  );
  const byKey = keyArn === undefined ? [] : calls.flatMap((call) => keyUseOf(call, keyArn));
  return [...calls, ...byLambda, ...new Map(byKey.map((call) => [JSON.stringify(call), call])).values()];
}

function keyUseOf({ caller, action, resource }: Call, keyArn: string): readonly Call[] {
  const [, , service, region] = resource.split(":");
  const via = { StringEquals: { "kms:ViaService": `${service}.${region}.amazonaws.com` } };
  return KEY_USE.filter(({ calls }) => calls.test(action)).flatMap(({ actions, condition }) =>
    actions.map((use): Call => ({
      caller,
      action: use,
      resource: keyArn,
      condition: JSON.stringify({ ...via, ...condition }),
    })),
  );
}
