import { zipSync } from "fflate";
import { Checkout, describeSteps } from "./checkout";

jest.setTimeout(120_000);

let checkout: Checkout;
beforeEach(() => {
  checkout = new Checkout();
});
afterEach(() => checkout.remove());

/** The three stacks: each takes the output of the one before. */
function stacks(values: { shared?: string; orchestration?: string; routing?: string; output?: string } = {}): void {
  const { shared = "a", orchestration = "b", routing = "c", output } = values;
  checkout.stack("shared", shared, output === undefined ? {} : { output });
  checkout.stack("orchestration", orchestration, { after: "shared" });
  checkout.stack("routing", routing, { after: "orchestration" });
}

const plan = () => checkout.step("plan", { ARTIFACT: "deploy" });
const stateOf = (stack: string) =>
  checkout.has(`state/${stack}.tfstate`)
    ? [...checkout.read(`state/${stack}.tfstate`).matchAll(/"input": \{\s*"value": "([^"]*)"/g)].map(
        ([, value]) => value,
      )
    : [];

/** Applies all three, as a first deployment by hand does. */
function deployed(): void {
  stacks();
  for (let round = 0; round < 3; round += 1) {
    plan();
    checkout.step("apply");
  }
}

/** The plan of the pull request, as `plan.yml` left it. */
function shownByPullRequest(change: Readonly<Record<string, unknown>> = {}, run = ".github/workflows/plan.yml"): void {
  const files = ["shared", "orchestration", "routing"].filter((stack) => checkout.has(`plan/${stack}.json`));
  const zip = Object.fromEntries(
    files.map((stack) => [`${stack}.json`, new TextEncoder().encode(checkout.read(`plan/${stack}.json`))]),
  );
  checkout.write("artifact.zip", zipSync(zip));
  const workflow_run = { id: 5, repository_id: 1, head_repository_id: 1 };
  const artifact = {
    id: 3,
    name: `plan-prod-${checkout.tree()}`,
    expired: false,
    created_at: "2026-11-25",
    workflow_run,
  };
  checkout.setGitHub({ artifacts: [{ ...artifact, ...change }], runs: { 5: { path: run } } });
}

describeSteps("plan.sh", () => {
  it("keeps the plans, names them by environment and content, and hands on the exit code", () => {
    stacks();
    expect(plan().status).toBe(0);
    expect(checkout.read("output.txt")).toBe(`code=2\nartifact=deploy-prod-${checkout.tree()}\n`);
    // The later stacks read what the first one has not yet written.
    expect(["shared", "orchestration"].map((stack) => checkout.has(`plan/${stack}.tfplan`))).toEqual([true, false]);
    expect(checkout.read("summaries/prod.md")).toBe("The plan.\n");
    expect(checkout.read("npm-arguments")).toBe("run --silent plan -- --env prod --markdown\n");
  });

  it("keeps a plan that fail-on refuses, and none that failed", () => {
    stacks();
    expect(checkout.step("plan", { ARTIFACT: "plan", FAIL_ON: "iam", PLAN_CODE: "3" }).status).toBe(0);
    expect(checkout.read("npm-arguments")).toContain("--fail-on iam");
    expect(checkout.read("output.txt")).toContain("code=3\n");
    expect(checkout.step("plan", { ARTIFACT: "plan", PLAN_CODE: "1" }).status).toBe(1);
    expect(checkout.has("plan/shared.tfplan")).toBe(false);
  });
});

describeSteps("apply.sh", () => {
  it("at first stops in front of each stack that could not be planned yet, and says how to go on", () => {
    stacks();
    plan();
    const { status, output } = checkout.step("apply");
    expect(status).toBe(1);
    expect(output).toMatch(
      /`orchestration` could not be planned .* Applied: shared\. Run the workflow `deploy` by hand/,
    );
    expect(stateOf("shared")).toEqual(["a"]);
    expect(stateOf("orchestration")).toEqual([]);
  });

  it("applies the saved plan when nothing in front of the stack was applied", () => {
    deployed();
    stacks({ routing: "new" });
    plan();
    const { status, summary } = checkout.step("apply");
    expect(status).toBe(0);
    expect(summary).toBe("- `shared`: no changes\n- `orchestration`: no changes\n- `routing`: applied\n");
    expect(stateOf("routing")).toContain("new");
    expect(checkout.has("routing.after.json")).toBe(false);
  });

  it("plans anew after a stack was applied, and goes on when that does what was reviewed", () => {
    deployed();
    stacks({ shared: "new", routing: "new" });
    plan();
    expect(checkout.step("apply")).toMatchObject({ status: 0 });
    expect(stateOf("routing")).toContain("new");
    expect(checkout.has("routing.after.json")).toBe(true);
  });

  it("stops when an output that was applied changes what a later stack would do", () => {
    deployed();
    stacks({ shared: "new", output: "another", routing: "new" });
    plan();
    const { status, output } = checkout.step("apply");
    expect(status).toBe(1);
    expect(output).toMatch(
      /`orchestration` would no longer do what was reviewed, in: terraform_data.taken\. Applied: shared\./,
    );
    expect(stateOf("routing")).not.toContain("new");

    // As it says: by hand again, what is left is planned and reviewed anew.
    plan();
    expect(checkout.step("apply")).toMatchObject({ status: 0 });
    expect(stateOf("orchestration")).toContain("another");
    expect(stateOf("routing")).toContain("new");
  });

  it.each([
    ["of another commit", () => checkout.commit("second"), "another commit"],
    ["of other files", () => checkout.stack("shared", "another value"), "synthesizes other files"],
  ])("applies nothing of a plan %s", (_, change, says) => {
    stacks();
    plan();
    change();
    const { status, output } = checkout.step("apply");
    expect(status).toBe(1);
    expect(output).toContain(says);
    expect(stateOf("shared")).toEqual([]);
  });

  it("is refused by Terraform when the state has moved since the plan", () => {
    deployed();
    stacks({ shared: "new" });
    plan();
    checkout.write(
      "state/shared.tfstate",
      checkout.read("state/shared.tfstate").replace(/"serial": \d+/, '"serial": 99'),
    );
    const { status, output } = checkout.step("apply");
    expect(status).toBe(1);
    expect(output).toContain("Saved plan is stale");
    expect(output).toMatch(/`shared`: terraform apply failed.* Nothing was applied\./);
  });
});

describeSteps("reviewed.sh", () => {
  beforeEach(() => {
    stacks();
    plan();
  });

  it("lets pass what the pull request showed", () => {
    shownByPullRequest();
    expect(checkout.step("reviewed")).toMatchObject({ status: 0 });
  });

  it("stops when the plan of the merged commit does something else, and says where", () => {
    shownByPullRequest();
    checkout.stack("shared", "moved in between");
    plan();
    const { status, output } = checkout.step("reviewed");
    expect(status).toBe(1);
    expect(output).toContain("`shared` is not what the pull request showed, in: terraform_data.own.");
    expect(output).not.toContain("moved in between");
  });

  it.each([
    ["expired", { expired: true }],
    ["of a fork", { workflow_run: { id: 5, repository_id: 1, head_repository_id: 2 } }],
    ["of another content", { name: "plan-prod-0000" }],
    ["of another environment", { name: "plan-dev-0000" }],
  ])("does not take a plan that is %s", (_, change) => {
    shownByPullRequest(change);
    const { status, output } = checkout.step("reviewed");
    expect(status).toBe(1);
    expect(output).toContain("No pull request showed a plan of `prod`");
  });

  it("does not take an artifact of another workflow", () => {
    shownByPullRequest({}, ".github/workflows/mine.yml");
    expect(checkout.step("reviewed")).toMatchObject({ status: 1 });
  });
});

describeSteps("differences.jq", () => {
  const differences = (a: object, b: object): readonly string[] => {
    checkout.write("a.json", JSON.stringify(a));
    checkout.write("b.json", JSON.stringify(b));
    const args = ["-rn", "--slurpfile", "a", "a.json", "--slurpfile", "b", "b.json", "-f"];
    const { stdout, stderr } = checkout.run("jq", [...args, ".github/workflows/steps/differences.jq"]);
    expect(stderr).toBe("");
    return stdout.split("\n").filter((line) => line !== "");
  };
  const update = (before: object, after: object, more: object = {}) => ({
    resource_changes: [
      { address: "x.y", change: { actions: ["update"], before, after, after_unknown: {}, ...more } },
      { address: "x.same", change: { actions: ["no-op"], before: { a: 1 }, after: { a: 1 } } },
    ],
  });

  it("takes what is known only after apply for the same, whatever it was before", () => {
    const replaced = (token: string) => update({ a: 1, token }, { a: 2 }, { after_unknown: { token: true } });
    expect(differences(replaced("t1"), replaced("t2"))).toEqual([]);
  });

  it.each([
    ["the same", update({ a: 1 }, { a: 2 }), []],
    ["what moves by itself is another, and is not changed", update({ a: 1, token: "t2" }, { a: 2, token: "t2" }), []],
    ["the value after is another", update({ a: 1 }, { a: 3 }), ["x.y"]],
    ["the value before is another", update({ a: 0 }, { a: 2 }), ["x.y"]],
    ["one attribute more is changed", update({ a: 1, b: false }, { a: 2, b: true }), ["x.y"]],
    ["a value is not known yet", update({ a: 1 }, {}, { after_unknown: { a: true } }), ["x.y"]],
    ["the action is another", update({ a: 1 }, { a: 2 }, { actions: ["delete", "create"] }), ["x.y"]],
    [
      "an output changes",
      { ...update({ a: 1 }, { a: 2 }), output_changes: { arn: { actions: ["update"], before: 1, after: 2 } } },
      ["output arn"],
    ],
    ["the plan was not finished", { ...update({ a: 1 }, { a: 2 }), errored: true }, ["an unfinished plan"]],
    ["nothing is left to do", { resource_changes: [] }, ["x.y"]],
  ])("%s", (_, other, expected) => {
    expect(differences(update({ a: 1, token: "t1" }, { a: 2, token: "t1" }), other)).toEqual(expected);
  });
});

describeSteps("reconcile.sh", () => {
  it("does nothing where there is no function yet", () => {
    stacks();
    expect(checkout.step("reconcile")).toMatchObject({ status: 0 });
    expect(checkout.has("aws-arguments")).toBe(false);
  });

  it.each([
    ["None", 0],
    ["Unhandled", 1],
  ])("when the function's error is %s ends with %d", (FUNCTION_ERROR, status) => {
    const arn = "arn:aws:lambda:us-west-2:111122223333:function:sechub-update-nf-rg";
    checkout.stack("orchestration", "b", { output: arn });
    const file = "cdktf.out/stacks/orchestration/cdk.tf.json";
    checkout.write(file, checkout.read(file).replace('"given"', '"update_rule_group_function_arn"'));
    const folder = "cdktf.out/stacks/orchestration";
    for (const args of [["init"], ["apply", "-auto-approve"]]) checkout.run("terraform", args, { folder });
    expect(checkout.step("reconcile", { FUNCTION_ERROR })).toMatchObject({ status });
    expect(checkout.read("aws-arguments")).toContain(`lambda invoke --function-name ${arn} `);
  });
});
