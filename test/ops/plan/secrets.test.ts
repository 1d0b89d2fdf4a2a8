import fc from "fast-check";
import { readPlan } from "../../../ops/plan/read-plan";
import { renderMarkdown } from "../../../ops/plan/render-markdown";
import { renderText } from "../../../ops/plan/render-text";
import { reportOf } from "../../../ops/plan/report";
import { summarize } from "../../../ops/plan/summary";
import { change, planText, policy, resource } from "./plan-json";

/** Everything that can leave the command, in one text. */
function everything(plan: string): string {
  const summary = summarize("prod", [{ stack: "shared", plan: readPlan("shared", plan) }]);
  const report = reportOf(summary, ["iam"]);
  return [renderText(report), renderMarkdown("prod", report), JSON.stringify(summary)].join("\n");
}

/** A value, the same value with its marks, and the secrets that the marks cover. */
interface Marked {
  readonly value: unknown;
  readonly marks: unknown;
  readonly secrets: readonly string[];
}

/** The part of a secret that nothing else has, however the text around it is written. */
const tellTale = (secret: string): string => /s3cr3t\d+x/.exec(secret)?.[0] ?? secret;

let serial = 0;
const secretText = () => `s3cr3t${(serial += 1)}x`;

const { tree } = fc.letrec<{ tree: Marked; leaf: Marked; secret: Marked }>((tie) => ({
  leaf: fc
    .oneof(fc.constantFrom("eu-west-1", "", "{}"), fc.integer(), fc.boolean(), fc.constant(null))
    .map((value) => ({
      value,
      marks: false,
      secrets: [],
    })),
  // A whole branch may be marked at its root.
  secret: fc.constantFrom("text", "list", "object", "JSON").map((form) => {
    const secret = secretText();
    const value = {
      text: secret,
      list: [secret, { deep: secret }],
      object: { a: { b: [secret] } },
      JSON: `{"p":"${secret}"}`,
    };
    return { value: value[form], marks: true, secrets: [form === "JSON" ? value.JSON : secret] };
  }),
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie("leaf"),
    tie("secret"),
    fc.array(tie("tree"), { maxLength: 3 }).map((items) => ({
      value: items.map(({ value }) => value),
      marks: items.map(({ marks }) => marks),
      secrets: items.flatMap(({ secrets }) => secrets),
    })),
    fc.dictionary(fc.constantFrom("policy", "tags", "password", "definition", "name"), tie("tree")).map((entries) => ({
      value: Object.fromEntries(Object.entries(entries).map(([key, { value }]) => [key, value])),
      marks: Object.fromEntries(Object.entries(entries).map(([key, { marks }]) => [key, marks])),
      secrets: Object.values(entries).flatMap(({ secrets }) => secrets),
    })),
  ),
}));

const attributes = fc.dictionary(
  fc.constantFrom(
    "policy",
    "assume_role_policy",
    "definition",
    "dashboard_body",
    "environment",
    "source_code_hash",
    "role",
  ),
  tree,
  { minKeys: 1 },
);
const asObject = (given: Readonly<Record<string, Marked>>, of: "value" | "marks") =>
  Object.fromEntries(Object.entries(given).map(([name, marked]) => [name, marked[of]]));
const TYPES = [
  "aws_iam_role",
  "aws_iam_role_policy",
  "aws_lambda_function",
  "aws_sfn_state_machine",
  "aws_cloudwatch_dashboard",
];

describe("secrets", () => {
  it("never leave the command, wherever they are marked", () => {
    fc.assert(
      fc.property(attributes, attributes, tree, fc.constantFrom(...TYPES), (before, after, output, type) => {
        const parts = {
          before: asObject(before, "value"),
          after: asObject(after, "value"),
          beforeSensitive: asObject(before, "marks"),
          afterSensitive: asObject(after, "marks"),
        };
        const secrets = [...Object.values(before), ...Object.values(after), output].flatMap((marked) => marked.secrets);
        const text = everything(
          planText({
            resource_changes: [
              resource(`${type}.both`, parts),
              resource(`${type}.replaced`, {
                ...parts,
                actions: ["delete", "create"],
                replacePaths: [["policy"], ["role"]],
              }),
              resource(`${type}.gone`, { before: parts.before, beforeSensitive: parts.beforeSensitive }),
              resource(`${type}.new`, { after: parts.after, afterSensitive: parts.afterSensitive }),
              resource("aws_iam_role_policy.later", { after: {}, unknown: { policy: true } }),
              // Terraform's own output attribute carries a marked input without the mark.
              resource("terraform_data.copy", { before: { output: parts.before }, after: { output: parts.after } }),
            ],
            resource_drift: [resource(`${type}.both`, parts)],
            output_changes: {
              told: change({ before: "x", after: output.value, afterSensitive: output.marks }),
              copied: change({ before: output.value, after: "x" }),
            },
            configuration: {
              root_module: {
                resources: [
                  {
                    address: "aws_iam_role_policy.later",
                    expressions: { policy: { constant_value: policy({ Effect: "Allow", Action: secrets }) } },
                  },
                ],
              },
            },
          }),
        );

        expect(secrets.filter((secret) => text.includes(tellTale(secret)))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("are seen to change, and nothing else of them is", () => {
    const text = everything(
      planText({
        resource_changes: [
          resource("terraform_data.x", {
            before: { input: { user: "u", password: "hunter2" }, output: "hunter2" },
            after: { input: { user: "u", password: "hunter3" } },
            unknown: { output: true },
            beforeSensitive: { input: { password: true } },
            afterSensitive: { input: { password: true } },
          }),
        ],
      }),
    );

    expect(text).toContain('input.password: "(sensitive value)" → "(sensitive value, changed)"');
    expect(text).not.toMatch(/hunter/);
  });

  it.each([
    ["before", { beforeSensitive: { pin: true } }],
    ["after", { afterSensitive: { pin: true } }],
  ])("are hidden in their place when they are marked only %s, however short", (_, marks) => {
    const text = everything(
      planText({ resource_changes: [resource("aws_a.a", { before: { pin: 4711 }, after: { pin: 815 }, ...marks })] }),
    );

    expect(text).toContain("(sensitive value, changed)");
    expect(text).not.toMatch(/4711|815/);
  });

  it("are hidden whole when one begins like another", () => {
    const parts = { before: { a: "hunter", b: "hunter2" }, beforeSensitive: { a: true, b: true } };
    const text = everything(
      planText({
        resource_changes: [
          resource("aws_a.a", parts),
          resource("aws_a.b", { before: { x: "" }, after: { x: "is hunter2!" } }),
        ],
      }),
    );

    expect(text).toContain("is (sensitive value)!");
  });

  it("are not shown as they are configured, either", () => {
    const create = { after: {}, unknown: { policy: true }, afterSensitive: { policy: true } };
    const constant_value = policy({ Effect: "Allow", Action: "written:InClear" });
    const text = everything(
      planText({
        resource_changes: [resource("aws_iam_role_policy.p", create)],
        configuration: {
          root_module: {
            resources: [{ address: "aws_iam_role_policy.p", expressions: { policy: { constant_value } } }],
          },
        },
      }),
    );

    expect(text).toContain("aws_iam_role_policy.p: policy: known only after apply\n");
    expect(text).not.toContain("InClear");
  });

  it("leave a value that is the same unchanged", () => {
    const same = {
      before: { p: "hunter2" },
      after: { p: "hunter2" },
      beforeSensitive: { p: true },
      afterSensitive: { p: true },
    };

    expect(everything(planText({ resource_changes: [resource("terraform_data.x", same)] }))).not.toContain("sensitive");
  });
});
