import { renderText } from "../../../ops/plan/render-text";
import { reportOf } from "../../../ops/plan/report";
import { summarize } from "../../../ops/plan/summary";
import { planned, policy, resource, stackOf, summaryOf } from "./plan-json";

const READ = { Effect: "Allow", Action: ["dynamodb:GetItem"], Resource: "arn:aws:dynamodb:::table/hosts" };
const TRUST = {
  Effect: "Allow",
  Action: "sts:AssumeRole",
  Principal: { Service: "lambda.amazonaws.com" },
  Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
};

/** The lines below `shared: rights`. */
function rights(...changes: readonly object[]): readonly string[] {
  const lines = renderText(reportOf(summaryOf(...changes), [])).split("\n");
  const start = lines.indexOf("shared: rights");
  const end = lines.indexOf("", start);
  return start < 0 ? [] : lines.slice(start + 1, end).map((line) => line.trim());
}

const rolePolicy = (before: string | null, after: string | null, more = {}) =>
  resource("aws_iam_role_policy.calls", {
    before: before === null ? null : { role: "sechub-add", policy: before },
    after: after === null ? null : { role: "sechub-add", policy: after },
    ...more,
  });

describe("rights", () => {
  it.each([
    [
      "a statement that is added",
      policy(READ),
      policy(READ, { Effect: "Allow", Action: "sns:Publish", Resource: "arn:aws:sns:::t" }),
      ["+ Allow sns:Publish on arn:aws:sns:::t"],
    ],
    [
      "a statement that is removed",
      policy(READ),
      policy(),
      ["- Allow dynamodb:GetItem on arn:aws:dynamodb:::table/hosts"],
    ],
    [
      "a Deny that is removed",
      policy({ ...READ, Effect: "Deny" }),
      policy(),
      ["- Deny dynamodb:GetItem on arn:aws:dynamodb:::table/hosts"],
    ],
    [
      "an action more, and one less",
      policy(READ),
      policy({ ...READ, Action: ["dynamodb:PutItem", "dynamodb:Scan"] }),
      ["~ changed: Allow; Action + dynamodb:PutItem, dynamodb:Scan - dynamodb:GetItem"],
    ],
    [
      "a statement known by its Sid",
      policy({ ...READ, Sid: "Rows" }),
      policy({ Sid: "Rows", Effect: "Allow", Action: "sqs:SendMessage", Resource: "arn:aws:sqs:::q" }),
      [
        "~ changed: Allow (Rows); Action + sqs:SendMessage - dynamodb:GetItem; Resource + arn:aws:sqs:::q - arn:aws:dynamodb:::table/hosts",
      ],
    ],
    [
      "Allow that becomes Deny: two statements, not one detail",
      policy(READ),
      policy({ ...READ, Effect: "Deny" }),
      [
        "- Allow dynamodb:GetItem on arn:aws:dynamodb:::table/hosts",
        "+ Deny dynamodb:GetItem on arn:aws:dynamodb:::table/hosts",
      ],
    ],
    [
      "everything allowed",
      policy(READ),
      policy(READ, { Effect: "Allow", Action: "*", Resource: "*" }),
      ["+ Allow * on *. Wide: any action, any resource"],
    ],
    [
      "a star among what was there",
      policy(READ),
      policy({ ...READ, Action: ["dynamodb:GetItem", "dynamodb:*"] }),
      ["~ changed: Allow; Action + dynamodb:*. Wide: any action"],
    ],
    [
      "NotAction",
      policy(),
      policy({ Effect: "Allow", NotAction: "iam:*", Resource: "arn:a" }),
      ["+ Allow all but iam:* on arn:a. Wide: all but (NotAction)"],
    ],
  ])("shows %s", (_, before, after, lines) => {
    expect(rights(rolePolicy(before, after))).toEqual(["aws_iam_role_policy.calls of sechub-add: policy", ...lines]);
  });

  it.each([
    ["the order of statements", policy(READ, TRUST), policy(TRUST, READ)],
    ["one action as text or as list", policy(READ), policy({ ...READ, Action: "dynamodb:GetItem" })],
    ["one statement as object or as list", policy(READ), JSON.stringify({ Statement: READ })],
    ["the order of actions", policy({ ...READ, Action: ["a:b", "a:c"] }), policy({ ...READ, Action: ["a:c", "a:b"] })],
    ["blanks", policy(READ), JSON.stringify(JSON.parse(policy(READ)), undefined, 2)],
  ])("says nothing of %s", (_, before, after) => {
    expect(rights(rolePolicy(before, after))).toEqual([]);
  });

  it("shows who may assume a role, and that a condition is gone", () => {
    const role = resource("aws_iam_role.r", {
      before: { name: "r", assume_role_policy: policy(TRUST) },
      after: { name: "r", assume_role_policy: policy({ ...TRUST, Condition: undefined, Principal: "*" }) },
    });

    expect(rights(role)).toEqual([
      "aws_iam_role.r: assume_role_policy",
      "~ changed: Allow; Principal + * - Service lambda.amazonaws.com; " +
        "Condition - StringEquals aws:SourceAccount 111122223333. Wide: anybody, no condition any more",
    ]);
  });

  it.each(["aws_sns_topic_policy", "aws_sqs_queue_policy", "aws_kms_key", "aws_s3_bucket_policy"])(
    "shows who may use a resource: %s",
    (type) => {
      const everybody = { Effect: "Allow", Action: "sns:Publish", Principal: { AWS: "*" }, Resource: "arn:t" };

      expect(
        rights(resource(`${type}.p`, { before: { policy: policy() }, after: { policy: policy(everybody) } })),
      ).toEqual([`${type}.p: policy`, "+ Allow sns:Publish on arn:t to AWS *. Wide: anybody"]);
    },
  );

  it("shows a policy that is known only after apply as it is configured", () => {
    const configured = policy({ ...READ, Resource: "${aws_dynamodb_table.t.arn}" });
    const create = {
      ...rolePolicy(null, null, { after: {}, unknown: { policy: true, role: true } }),
      address: 'aws_iam_role_policy.calls["a"]',
    };
    const configuration = {
      root_module: {
        resources: [
          {
            address: "aws_iam_role_policy.calls",
            expressions: {
              policy: { constant_value: configured },
              role: { constant_value: "${aws_iam_role.add.name}" },
            },
          },
        ],
      },
    };
    const summary = summarize(undefined, [planned("shared", { resource_changes: [create], configuration })]);

    expect(renderText(reportOf(summary, []))).toContain(
      '  aws_iam_role_policy.calls["a"] of aws_iam_role.add: policy: known only after apply; as configured:\n' +
        "      · Allow dynamodb:GetItem on ${aws_dynamodb_table.t.arn}\n",
    );
  });

  it.each([
    [
      "a boundary that is gone",
      "aws_iam_role.r",
      { permissions_boundary: "arn:b" },
      {},
      "aws_iam_role.r: permissions_boundary: arn:b → none",
    ],
    [
      "a function that runs with another role",
      "aws_lambda_function.f",
      { function_name: "f", role: "arn:one" },
      { function_name: "f", role: "arn:two" },
      "aws_lambda_function.f: role: arn:one → arn:two",
    ],
    [
      "a schedule that starts with another role",
      "aws_scheduler_schedule.s",
      { role_arn: "arn:one" },
      { role_arn: "arn:two" },
      "aws_scheduler_schedule.s: role_arn: arn:one → arn:two",
    ],
  ])("shows %s", (_, address, before, after, line) => {
    expect(rights(resource(address, { before, after }))).toEqual([line]);
  });

  it("shows a managed policy that is attached", () => {
    const attached = resource("aws_iam_role_policy_attachment.a", {
      after: { role: "r", policy_arn: "arn:aws:iam::aws:policy/AdministratorAccess" },
    });

    expect(rights(attached)).toContain(
      "aws_iam_role_policy_attachment.a of r: policy_arn: none → arn:aws:iam::aws:policy/AdministratorAccess",
    );
  });

  it.each([
    ["tags of a role", resource("aws_iam_role.r", { before: { tags: { a: "1" } }, after: { tags: { a: "2" } } })],
    ["a new function, which has a role as all have", resource("aws_lambda_function.f", { after: { role: "arn:one" } })],
    ["a firewall policy", resource("aws_networkfirewall_firewall_policy.p", { after: { name: "p" } })],
    ["a resource of another provider", resource("terraform_data.p", { after: { policy: policy(READ) } })],
  ])("does not take for rights: %s", (_, change) => {
    expect(stackOf(change).iam).toEqual([]);
  });

  it.each([
    [["forget"], null, "not managed any more; the rights stay as they are"],
    [["delete", "create"], { name: "r", assume_role_policy: policy(TRUST) }, "made anew with the same rights"],
  ])("says of a role that goes by %j what becomes of its rights", (actions, after, note) => {
    const before = { name: "r", assume_role_policy: policy(TRUST) };

    expect(rights(resource("aws_iam_role.r", { actions, before, after }))).toEqual([
      `aws_iam_role.r: all of it: ${note}`,
    ]);
  });

  it("shows the policies that stand inside a role", () => {
    const inline = (...statements: object[]) => ({ inline_policy: [{ name: "calls", policy: policy(...statements) }] });

    expect(rights(resource("aws_iam_role.r", { before: inline(READ), after: inline() }))).toEqual([
      "aws_iam_role.r: inline_policy",
      "- Allow dynamodb:GetItem on arn:aws:dynamodb:::table/hosts",
    ]);
  });

  it("says that a policy is marked as sensitive, and counts it as a change", () => {
    const hidden = rolePolicy(policy(READ), policy(), {
      beforeSensitive: { policy: true },
      afterSensitive: { policy: true },
    });

    expect(rights(hidden)).toEqual([
      "aws_iam_role_policy.calls of sechub-add: policy: marked as sensitive, so not shown",
    ]);
  });

  it("says that a document cannot be read, rather than nothing", () => {
    expect(rights(rolePolicy("{}", "not JSON"))).toEqual([
      "aws_iam_role_policy.calls of sechub-add: policy: no policy document that can be read",
    ]);
  });
});
