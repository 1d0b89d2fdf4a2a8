import { readPlan } from "../../../ops/plan/read-plan";
import { planText, resource } from "./plan-json";

const read = (text: string) => readPlan("shared", text);
const errorOf = (text: string): { code?: string; message: string } => {
  try {
    read(text);
  } catch (error) {
    return error as { code?: string; message: string };
  }
  return { message: "nothing was thrown" };
};

describe("readPlan", () => {
  it.each([
    [["no-op"], "no-op", false],
    [["create"], "create", false],
    [["read"], "read", false],
    [["update"], "update", false],
    [["delete"], "destroy", false],
    [["delete", "create"], "replace", false],
    [["create", "delete"], "replace", true],
    [["forget"], "forget", false],
    [["create", "forget"], "forget", false],
  ])("reads the actions %j as %s", (actions, action, createFirst) => {
    const { changes } = read(planText({ resource_changes: [resource("aws_sqs_queue.q", { actions })] }));

    expect(changes).toEqual([expect.objectContaining({ action, createFirst })]);
  });

  it.each(["1.0", "1.2", "1.99"])("reads format_version %s", (format_version) => {
    expect(read(planText({ format_version })).changes).toEqual([]);
  });

  it.each([
    ["no JSON", "Error: no plan", "PLAN_UNREADABLE", "shared is not JSON"],
    ["nothing", "", "PLAN_UNREADABLE", "shared is not JSON"],
    ["half a plan", planText({}).slice(0, 40), "PLAN_UNREADABLE", "shared is not JSON"],
    ["a list", "[]", "PLAN_FORMAT", "it is no object"],
    ["null", "null", "PLAN_FORMAT", "it is no object"],
    ["another JSON", '{"name":"x"}', "PLAN_FORMAT", "it has no format_version"],
    ["a state", '{"format_version":"1.0","values":{}}', "PLAN_FORMAT", "it is a state"],
    ["an empty state", '{"format_version":"1.0"}', "PLAN_FORMAT", "neither planned_values nor resource_changes"],
    ["format 2", planText({ format_version: "2.0" }), "PLAN_FORMAT", "format_version 2.0 is not known"],
    ["format 0", planText({ format_version: "0.2" }), "PLAN_FORMAT", "format_version 0.2 is not known"],
    ["another form", planText({ resource_changes: [{ address: 1 }] }), "PLAN_FORMAT", "resource_changes.0.address"],
    ["an errored plan", planText({ errored: true }), "PLAN_ERRORED", "ended with an error"],
    [
      "an action that there is not",
      planText({ resource_changes: [resource("aws_sqs_queue.q", { actions: ["shelve"] })] }),
      "PLAN_FORMAT",
      "shared: aws_sqs_queue.q: the actions [shelve] are not known",
    ],
  ])("refuses %s in one line", (_, text, code, part) => {
    const error = errorOf(text);

    expect(error).toMatchObject({ code, forPeople: true });
    expect(error.message).toContain(part);
    expect(error.message).not.toContain("\n");
  });

  it("does not quote what it cannot parse: it may hold secrets", () => {
    expect(errorOf('{"password": hunter2}').message).not.toContain("hunter2");
  });

  it("puts resources in one order, whatever the order of the plan", () => {
    const [a, b] = [resource("aws_sqs_queue.a", {}), resource("aws_sqs_queue.b", {})];

    expect(read(planText({ resource_changes: [b, a] }))).toEqual(read(planText({ resource_changes: [a, b] })));
  });
});
