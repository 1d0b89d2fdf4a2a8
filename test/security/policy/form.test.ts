import { planForm } from "../../../scripts/policy/plan-form";
import { plantedStack } from "../../../scripts/policy/planted";
import { PLANTS } from "../../../scripts/policy/plants";
import { KEY_ARN, synth } from "../../support/synth";

describe("the form that checkov reads", () => {
  const policy = (resource: string) =>
    JSON.stringify({ Statement: [{ Effect: "Allow", Action: "a:B", Resource: resource }] });
  const stack = {
    provider: { aws: [{ region: "us-west-2" }] },
    resource: {
      aws_sns_topic: {
        alarms: { "//": { metadata: {} }, name: "sechub-alarms", lifecycle: { prevent_destroy: true } },
      },
      aws_iam_role_policy: {
        calls: {
          role: "${aws_iam_role.calls.name}",
          policy: policy("${aws_sns_topic.alarms.arn}:${data.aws_caller_identity.current.account_id}"),
          depends_on: ["aws_sns_topic.alarms"],
        },
      },
    },
  };
  const form = planForm(stack);
  const [topic, calls] = form.planned_values.root_module.resources;

  it("has every resource by type, name and address, without what is Terraform's own", () => {
    expect(topic).toEqual({
      address: "aws_sns_topic.alarms",
      mode: "managed",
      type: "aws_sns_topic",
      name: "alarms",
      values: { name: "sechub-alarms" },
    });
    expect(form.planned_values.root_module.resources).toHaveLength(2);
  });

  it("has policies as they are, and no value that is but a reference", () => {
    const { policy: given } = stack.resource.aws_iam_role_policy.calls;
    expect(calls?.values).toEqual({ policy: given });
  });

  it("says what each attribute refers to", () => {
    expect(form.configuration.root_module.resources[1]?.expressions).toEqual({
      role: { references: ["aws_iam_role.calls.name", "aws_iam_role.calls"] },
      policy: {
        references: [
          "aws_sns_topic.alarms.arn",
          "aws_sns_topic.alarms",
          "data.aws_caller_identity.current.account_id",
          "data.aws_caller_identity.current",
        ],
      },
    });
  });

  it("has all that the stacks have, but those references", () => {
    for (const { resource } of Object.values(synth({ kmsKeyArn: KEY_ARN }))) {
      const { planned_values, configuration } = planForm({ provider: {}, resource });
      for (const [index, { type, name, values }] of planned_values.root_module.resources.entries()) {
        const left = Object.entries(resource[type]?.[name] ?? {}).filter(([attribute]) => !(attribute in values));
        const { expressions } = configuration.root_module.resources[index] ?? { expressions: {} };
        for (const [attribute, value] of left.filter(([each]) => !["//", "depends_on", "lifecycle"].includes(each))) {
          expect(value).toMatch(/^\$\{[^}]+\}$/);
          expect(expressions).toHaveProperty([attribute, "references", 0], String(value).slice(2, -1));
        }
      }
    }
  });
});

describe("planted mistakes", () => {
  it("are in resources as they are synthesized, each under a name of its own", () => {
    const stacks = Object.values(synth({ firewall: { policy: { name: "edge" } }, kmsKeyArn: KEY_ARN }));
    const bucket = { provider: {}, resource: Object.fromEntries(PLANTS.map(({ type }) => [type, { one: {} }])) };
    const { resource } = plantedStack([...stacks.map(({ resource }) => ({ provider: {}, resource })), bucket]);
    expect(Object.values(resource).flatMap((named) => Object.keys(named))).toHaveLength(PLANTS.length);
    const table = resource["aws_dynamodb_table"]?.["planted-no-key-and-no-recovery"];
    expect(table).toMatchObject({ name: "sechub-blocklist", point_in_time_recovery: { enabled: false } });
    expect(table).not.toHaveProperty("server_side_encryption");
  });
});
