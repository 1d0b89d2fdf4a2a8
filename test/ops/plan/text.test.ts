import { renderText } from "../../../ops/plan/render-text";
import { reportOf } from "../../../ops/plan/report";
import { summarize } from "../../../ops/plan/summary";
import { change, planned, policy, resource } from "./plan-json";

/** The report of a single stack, without its verdict. */
function sections(parts: Readonly<Record<string, unknown>>): string {
  const text = renderText(reportOf(summarize(undefined, [planned("shared", parts)]), []));
  return text.slice(text.indexOf("\n\n") + 2);
}
const changes = (...resource_changes: readonly object[]) => sections({ resource_changes });

describe("the text", () => {
  it("is in the order in which a reviewer reads", () => {
    const statement = { Effect: "Allow", Action: "sns:Publish", Resource: "arn:t" };
    const definition = (type: string) => ({ definition: JSON.stringify({ States: { A: { Type: type } } }) });

    expect(
      sections({
        resource_changes: [
          resource("aws_sqs_queue.q", { before: { name: "q" } }),
          resource("aws_iam_role_policy.p", { after: { role: "r", policy: policy(statement) }, unknown: { id: true } }),
          resource("aws_lambda_function.f", {
            before: { function_name: "f", source_code_hash: "a", timeout: 3 },
            after: { function_name: "f", source_code_hash: "b", timeout: 5 },
            unknown: { version: true },
          }),
          resource("aws_sfn_state_machine.m", { before: definition("Task"), after: definition("Pass") }),
          resource("aws_dynamodb_table.t", {
            before: { deletion_protection_enabled: true },
            after: { deletion_protection_enabled: false },
          }),
          resource("data.aws_x.read", { actions: ["read"], after: {} }),
          resource("aws_a.new", { actions: ["no-op"], movedFrom: "aws_a.old", importing: { id: "i" } }),
        ],
        output_changes: { gone: change({ before: "x" }), url: change({ before: "a", after: "b" }) },
        resource_drift: [resource("aws_a.lost", { before: { name: "l" } })],
      }).split("\n"),
    ).toEqual([
      "Destroyed, replaced or forgotten",
      "  shared: destroys a queue: the messages that wait in it are lost: redrive them first",
      "      aws_sqs_queue.q",
      "",
      "Take care",
      "  shared: deletion protection is switched off (aws_dynamodb_table.t)",
      "",
      "shared: rights",
      "  aws_iam_role_policy.p of r: policy",
      "      + Allow sns:Publish on arn:t",
      "",
      "shared: code",
      "  changed: f",
      "",
      "shared: definitions",
      "  aws_sfn_state_machine.m: states: changes A",
      "",
      "shared: attributes",
      "  aws_dynamodb_table.t",
      "      deletion_protection_enabled: true → false",
      "  aws_lambda_function.f",
      "      timeout: 3 → 5",
      "      1 value known after apply",
      "",
      "shared: new",
      "  aws_iam_role_policy: p",
      "",
      "shared: moved or imported",
      "  aws_a.old is now aws_a.new",
      "  aws_a.new exists and is imported",
      "",
      "shared: read during apply",
      "  data.aws_x.read",
      "",
      "shared: outputs",
      "  gone: removed",
      '  url: "a" → "b"',
      "",
      "shared: changed outside Terraform",
      "  aws_a.lost is gone",
      "",
      "shared: known after apply",
      "  2 values, not shown",
      "",
    ]);
  });

  it("tells a tag of every resource in one line", () => {
    const tagged = (name: string) =>
      resource(`aws_a.${name}`, { before: { tags_all: {} }, after: { tags_all: { Owner: "soc" } } });

    expect(changes(...["a", "b", "c", "d"].map(tagged))).toBe(
      'shared: attributes\n  only tags of 4 resources\n      tags_all.Owner: set to "soc"\n',
    );
  });

  it("tells many values by the first ones, and what lies deep by a count", () => {
    const values = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`v${index}`, index]));
    const deep = { rules: [{ a: [{ b: [{ c: 1, d: 2, e: 3, f: 4 }] }] }] };
    const lines = changes(
      resource("aws_a.a", { before: { name: "a" }, after: { name: "a", ...values, ...deep } }),
    ).split("\n");

    expect(lines.slice(-4)).toEqual([
      "      v19: set to 19",
      "      rules: 4 values inside",
      "      and 8 more values",
      "",
    ]);
  });

  it("has a line for every update, even when nothing of it can be shown", () => {
    expect(changes(resource("aws_a.a", { before: { x: null }, after: { x: "" } }))).toBe(
      "shared: attributes\n  aws_a.a: only in spelling, or in what is hidden\n",
    );
  });

  it("cuts a long value", () => {
    const text = changes(resource("aws_a.a", { before: { x: "a" }, after: { x: "b".repeat(5_000) } }));

    expect(text.length).toBeLessThan(300);
    expect(text).toContain("…");
  });
});
