import { readFileSync } from "node:fs";
import { configSchema } from "../../config/schema";
import { allResources, KEY_ARN, resource, statements, synth } from "../support/synth";

const page = readFileSync("docs/kms-key.md", "utf8");
const templates = synth({
  prefix: "acme",
  accountIds: ["111122223333"],
  kmsKeyArn: KEY_ARN,
  routing: { ipv6: true, portProbes: true },
});

interface Statement {
  readonly Sid: string;
  readonly Principal: { readonly AWS?: string; readonly Service?: string };
  readonly Action: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** The policy of the page, with this environment's names in it. */
const policy = JSON.parse(
  (/^```json\n(.*?)^```/ms.exec(page)?.[1] ?? "")
    .replaceAll("PREFIX", "acme")
    .replaceAll("REGION", "us-west-2")
    .replaceAll("ACCOUNT_ID", "111122223333"),
) as { readonly Statement: readonly Statement[] };
const list = (value: string | readonly string[] = []): readonly string[] =>
  typeof value === "string" ? [value] : value;
const named = (sid: string): Statement => {
  const found = policy.Statement.find(({ Sid }) => Sid === sid);
  if (found === undefined) throw new Error(`no statement ${sid} in docs/kms-key.md`);
  return found;
};
/** The page has kms:GenerateDataKey* where a role names what it is. */
const includes = (allowed: string, action: string): boolean =>
  allowed.endsWith("*") ? action.startsWith(allowed.slice(0, -1)) : action === allowed;
/** What a statement's conditions ask of a key of the request, whatever the operator. */
const asked = ({ Condition = {} }: Statement, key: string): readonly string[] =>
  Object.values(Condition).flatMap((keys) => list(keys[key]));

const namesOf = (type: string) =>
  allResources(templates, type)
    .map(({ attributes }) => String(attributes["name"]))
    .sort();
const arn = (service: string, name: string) => `arn:aws:${service}:us-west-2:111122223333:${name}`;
const via = (service: string) => `${service}.us-west-2.amazonaws.com`;
const roleArn = (name: string) => `arn:aws:iam::111122223333:role/${name}`;

describe("the key policy of docs/kms-key.md", () => {
  it.each([
    ["LogGroups", "logs.us-west-2.amazonaws.com", "kms:EncryptionContext:aws:logs:arn"],
    ["StateMachineLogs", "delivery.logs.amazonaws.com", "kms:EncryptionContext:SourceArn"],
    ["AlarmsToTopic", "cloudwatch.amazonaws.com", "kms:EncryptionContext:aws:sns:topicArn"],
    ["RulesToDeadLetterQueue", "events.amazonaws.com", "kms:EncryptionContext:aws:sqs:arn"],
  ])("%s is for %s, and only for what %s names", (sid, service, key) => {
    expect(named(sid).Principal).toEqual({ Service: service });
    expect(asked(named(sid), key).length).toBeGreaterThan(0);
  });

  it("lets no other service use the key", () => {
    expect(policy.Statement.filter(({ Principal }) => Principal.Service !== undefined)).toHaveLength(4);
  });

  it.each([
    ["AlarmsToTopic", ["kms:Decrypt", "kms:GenerateDataKey*"]],
    ["RulesToDeadLetterQueue", ["kms:Decrypt", "kms:GenerateDataKey*"]],
    ["StateMachineLogs", ["kms:Decrypt"]],
  ])("%s allows what a delivery needs", (sid, actions) => {
    expect(list(named(sid).Action)).toEqual(actions);
  });

  it("names every log group, state machine, topic, queue and parameter of the stacks, and none besides", () => {
    expect(asked(named("LogGroups"), "kms:EncryptionContext:aws:logs:arn")).toEqual(
      namesOf("aws_cloudwatch_log_group").map((name) => arn("logs", `log-group:${name}`)),
    );
    expect(asked(named("Executions"), "kms:EncryptionContext:aws:states:stateMachineArn")).toEqual(
      namesOf("aws_sfn_state_machine").map((name) => arn("states", `stateMachine:${name}`)),
    );
    expect(asked(named("AlarmsToTopic"), "kms:EncryptionContext:aws:sns:topicArn")).toEqual(
      namesOf("aws_sns_topic").map((name) => arn("sns", name)),
    );
    expect(asked(named("RulesToDeadLetterQueue"), "kms:EncryptionContext:aws:sqs:arn")).toEqual(
      namesOf("aws_sqs_queue").map((name) => arn("sqs", name)),
    );
    const { environment } = resource(templates.orchestration, "aws_lambda_function", "send-gd-finding");
    const { variables } = environment as { readonly variables: Readonly<Record<string, string>> };
    expect(asked(named("WebhookParameter"), "kms:EncryptionContext:PARAMETER_ARN")).toEqual([
      arn("ssm", `parameter${variables["WEBHOOK_PARAMETER"]}`),
    ]);
  });

  it("allows each role what its own policy asks of the key, through the same service", () => {
    const asking = allResources(templates, "aws_iam_role_policy").flatMap(({ stack, attributes }) => {
      const role = /^\$\{aws_iam_role\.([\w-]+)\.name\}$/.exec(String(attributes["role"]))?.[1] ?? "";
      const name = String(resource(templates[stack], "aws_iam_role", role)["name"]);
      return statements(attributes["policy"])
        .filter(({ Action }) => list(Action).some((action) => action.startsWith("kms:")))
        .map((statement) => ({ name, ...statement }));
    });
    expect(asking.length).toBeGreaterThan(10);
    for (const { name, Action, Condition } of asking) {
      const via = Condition?.["StringEquals"]?.["kms:ViaService"];
      const allowing = policy.Statement.filter(
        (statement) =>
          asked(statement, "aws:PrincipalArn").includes(roleArn(name)) &&
          (via === undefined || asked(statement, "kms:ViaService").includes(via)),
      ).flatMap((statement) => list(statement.Action));
      expect([name, list(Action).filter((action) => !allowing.some((one) => includes(one, action)))]).toEqual([
        name,
        [],
      ]);
    }
  });

  it.each(["RuleGroup", "RuleGroupGrants"])("%s says what the role of update-nf-rg says, and no more", (sid) => {
    const { Action, Condition = {} } = named(sid);
    const { ArnEquals: principal, ...conditions } = Condition;
    expect(principal).toEqual({ "aws:PrincipalArn": roleArn("acme-update-nf-rg") });
    const role = resource(templates.orchestration, "aws_iam_role_policy", "update-nf-rg_role_policy");
    const own = statements(role["policy"])
      .filter(({ Condition: own }) => own?.["StringEquals"]?.["kms:ViaService"] === via("network-firewall"))
      .map((statement) => [list(statement.Action), statement.Condition]);
    expect(own).toContainEqual([list(Action), conditions]);
    expect(own).toHaveLength(2);
  });

  it("lets whoever describes the rule group by hand read it: the deployer and the on-call", () => {
    for (const sid of ["Deployment", "OnCall"]) {
      expect(asked(named(sid), "kms:ViaService")).toContain(via("network-firewall"));
      expect(list(named(sid).Action)).toEqual(expect.arrayContaining(["kms:Decrypt", "kms:DescribeKey"]));
    }
  });

  it("names only roles that the stacks make, the deployer's and the on-call's", () => {
    const roles = [...namesOf("aws_iam_role"), "DEPLOYER", "ON_CALL"].map(roleArn);
    const unknown = policy.Statement.flatMap((statement) => asked(statement, "aws:PrincipalArn")).filter(
      (role) => !roles.includes(role),
    );
    expect(unknown).toEqual([]);
  });

  it("puts a condition on every use, and lets administrators use nothing", () => {
    expect(policy.Statement.filter(({ Condition }) => Condition === undefined).map(({ Sid }) => Sid)).toEqual([
      "Administration",
    ]);
    expect(
      list(named("Administration").Action).filter((action) => /\*$|crypt|DataKey|CreateGrant/.test(action)),
    ).toEqual(["kms:Describe*", "kms:Disable*", "kms:Enable*", "kms:Get*", "kms:List*"]);
  });

  it("has no via-service condition for the state machines' own roles: Step Functions calls KMS directly", () => {
    for (const sid of ["Executions", "StateMachineLogsByRole"]) expect(asked(named(sid), "kms:ViaService")).toEqual([]);
  });

  it("says of each statement what breaks without it", () => {
    const rows = [...page.matchAll(/^\| `(\w+)` +\| .{15,} \| .{15,} \|$/gm)].map(([, sid]) => sid);
    expect(rows).toEqual(policy.Statement.map(({ Sid }) => Sid));
  });

  it("is linked from README and schema", () => {
    const row = /^\| `kmsKeyArn`.*$/m.exec(readFileSync("README.md", "utf8"))?.[0];
    expect(row).toContain("(docs/kms-key.md)");
    expect(configSchema.shape.kmsKeyArn.description).toContain("docs/kms-key.md");
  });
});
