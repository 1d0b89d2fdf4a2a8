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
const RUN = {
  path: ".github/workflows/plan.yml@refs/pull/9/merge",
  event: "pull_request",
  run_started_at: "2026-11-24T09:00:00Z",
};
/** The plan of the pull request, as `plan.yml` left it. */
function shownByPullRequest(change: Readonly<Record<string, unknown>> = {}, run: object = {}): void {
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
  checkout.setGitHub({ artifacts: [{ ...artifact, ...change }], runs: { 5: { ...RUN, ...run } } });
}

describeSteps("plan.sh", () => {
  it("keeps the plans, names them by environment and content, and hands on the exit code", () => {
    stacks();
    expect(plan().status).toBe(0);
    expect(checkout.read("output.txt")).toBe(`code=2\nartifact=deploy-prod-${checkout.tree()}\n`);
    // The later stacks read what the first one has not yet written.
    expect(["shared", "orchestration"].map((stack) => checkout.has(`plan/${stack}.tfplan`))).toEqual([true, false]);
    // As a whole: npm run deploy -- --plan finds out by it whether it is of this commit.
    expect(checkout.has("plan/origin.json")).toBe(true);
    expect(checkout.read("summaries/prod.md")).toBe("The plan.\n");
    expect(checkout.read("node-arguments")).toBe("scripts/run.mjs ops/plan/main.ts --env prod --markdown\n");
  });

  it("keeps a plan that fail-on refuses, and none that failed", () => {
    stacks();
    expect(checkout.step("plan", { ARTIFACT: "plan", FAIL_ON: "iam", PLAN_CODE: "3" }).status).toBe(0);
    expect(checkout.read("node-arguments")).toContain("--fail-on iam");
    expect(checkout.read("output.txt")).toContain("code=3\n");
    expect(checkout.step("plan", { ARTIFACT: "plan", PLAN_CODE: "1" }).status).toBe(1);
    expect(checkout.has("plan/shared.tfplan")).toBe(false);
  });
});

describeSteps("deploy.sh", () => {
  const says = { DEPLOY_SAYS: "shared: applied", DEPLOY_PROGRESS: "shared: apply" };
  const deploy = (env: Readonly<Record<string, string>>, ...args: string[]) => checkout.step("deploy", env, args);

  it("hands its arguments on, shows the progress, and puts what was done into the summary", () => {
    const { status, output, summary } = deploy(says, "--plan", "plan", "--yes");

    expect(status).toBe(0);
    expect(checkout.read("node-arguments")).toBe("scripts/run.mjs ops/deploy/main.ts --env prod --plan plan --yes\n");
    expect(output).toContain("shared: apply\n");
    expect(summary).toBe("```text\nshared: applied\n```\n");
  });

  it("fails when the deploy does, says what was done, and how to go on", () => {
    const { status, output, summary } = deploy({ ...says, DEPLOY_CODE: "1" }, "--check-only");

    expect(status).toBe(1);
    expect(summary).toMatch(
      /^```text\nshared: applied\n```\n\*\*Stopped\.\*\* .* run the workflow `deploy` by hand for `prod`/,
    );
    expect(output).toContain("::error::The deploy of `prod` is not whole");
  });

  it.each(["TERM", "INT"])("hands on SIG%s that it gets alone, and says what was done until then", (signal) => {
    const { status, output, summary } = checkout.stopped("deploy", signal, "begun", { DEPLOY_LASTS: "1" });

    expect(status).toBe(1);
    expect(output).toContain("interrupted\n");
    expect(summary).toContain("```text\nshared: stopped\n```\n**Stopped.**");
  });

  it("says why nothing was done", () => {
    const refused = {
      DEPLOY_SAYS: "",
      DEPLOY_PROGRESS: "synthesizing\nplan is a plan of another commit",
      DEPLOY_CODE: "1",
    };
    const { status, summary } = deploy(refused, "--plan", "plan", "--yes");

    expect(status).toBe(1);
    expect(summary).toContain("```text\nplan is a plan of another commit\n```\n**Stopped.**");
  });
});

describeSteps("reviewed.sh", () => {
  beforeEach(() => {
    stacks();
    plan();
  });

  it("lets pass what the pull request showed", () => {
    shownByPullRequest();
    const { status, summary } = checkout.step("reviewed");
    expect(status).toBe(0);
    expect(summary).toBe(
      "The plan is the one that [the pull request showed](https://github.example/example/sechub-firewall/actions/runs/5), made at 2026-11-24T09:00:00Z.\n",
    );
  });

  it("stops when the plan of the merged commit does something else, and says where", () => {
    shownByPullRequest();
    checkout.stack("shared", "moved in between");
    plan();
    const { status, output } = checkout.step("reviewed");
    expect(status).toBe(1);
    expect(output).toContain("The plan is not what the pull request showed, in: shared: terraform_data.own.");
    expect(output).not.toContain("moved in between");
  });

  it("stops when the artifact is no plan", () => {
    shownByPullRequest();
    checkout.write("artifact.zip", zipSync({ "shared.json": new TextEncoder().encode("{}") }));
    const { status, output } = checkout.step("reviewed");
    expect(status).toBe(1);
    expect(output).toContain("could not be compared with the one that the pull request showed");
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

  it.each([
    ["of another workflow", { path: ".github/workflows/mine.yml" }, "was not made by the workflow `plan`"],
    ["of no pull request", { event: "push" }, "was not made for a pull request but for `push`"],
  ])("does not take an artifact %s", (_, run, says) => {
    shownByPullRequest({}, run);
    const { status, output } = checkout.step("reviewed");
    expect(status).toBe(1);
    expect(output).toContain(says);
  });
});
