import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { differencesOf } from "../../../ops/plan/differences";
import { gatesHit, readGates } from "../../../ops/plan/gates";
import { readRawPlan } from "../../../ops/plan/read-plan";
import { renderMarkdown } from "../../../ops/plan/render-markdown";
import { renderText } from "../../../ops/plan/render-text";
import { reportOf } from "../../../ops/plan/report";
import { plansThere, savedPlans } from "../../../ops/plan/saved-plans";
import { summarize } from "../../../ops/plan/summary";
import { planned, planText, resource } from "./plan-json";

type Parts = Readonly<Record<string, unknown>>;

/** As Terraform 1.14 writes it. */
const invocation = (more: Parts = {}) => ({
  address: "action.aws_lambda_invoke.migrate",
  type: "aws_lambda_invoke",
  name: "migrate",
  config_values: { function_name: "migrate-table", payload: '{"dry":false}' },
  config_sensitive: {},
  config_unknown: {},
  provider_name: "registry.terraform.io/hashicorp/aws",
  lifecycle_action_trigger: {
    triggering_resource_address: "aws_lambda_function.update-nf-rg",
    action_trigger_event: "AfterUpdate",
    action_trigger_block_index: 0,
    actions_list_index: 0,
  },
  ...more,
});
const ACTION = { applyable: true, resource_changes: [], action_invocations: [invocation()] };
const DEFERRED = {
  applyable: true,
  resource_changes: [],
  deferred_action_invocations: [{ reason: "provider_config_unknown", action_invocation: invocation() }],
};

const summaryOf = (parts: Parts) => summarize("prod", [planned("shared", parts)]);
const textOf = (parts: Parts) => renderText(reportOf(summaryOf(parts), []));
const hit = (parts: Parts) => gatesHit(readGates("replace,destroy,iam,action"), summaryOf(parts));
const differences = (a: Parts, b: Parts) => differencesOf(readRawPlan("a", planText(a)), readRawPlan("b", planText(b)));

describe("actions that an apply runs", () => {
  it("are shown before everything that only changes resources, with what they are given", () => {
    expect(textOf(ACTION).split("\n")).toEqual([
      "Plan of prod: changes in 1 of 1 stack.",
      "  shared  1 action to run",
      "",
      "Runs code while it is applied",
      "  shared: action.aws_lambda_invoke.migrate, after update of aws_lambda_function.update-nf-rg",
      '      function_name: set to "migrate-table"',
      "      payload.dry: set to false",
      "",
    ]);
    expect(renderMarkdown("prod", reportOf(summaryOf(ACTION), []))).toContain("`action.aws_lambda_invoke.migrate`");
    expect(summaryOf(ACTION)).toMatchObject({
      changes: true,
      stacks: [{ actions: [{ address: "action.aws_lambda_invoke.migrate", type: "aws_lambda_invoke" }] }],
    });
  });

  it("are named by a gate of their own, deferred ones by each: nobody sees yet what they do", () => {
    expect(hit(ACTION)).toEqual(["action"]);
    expect(hit({ applyable: false, resource_changes: [] })).toEqual([]);
    expect(hit({ resource_changes: [resource("aws_sqs_queue.q", { after: {} })] })).toEqual([]);
    expect(hit(DEFERRED)).toEqual(["replace", "destroy", "iam", "action"]);
    expect(textOf(DEFERRED)).toContain("; Terraform puts it off (provider_config_unknown)");
  });

  it.each([
    [
      "its event",
      { lifecycle_action_trigger: { action_trigger_event: "BeforeCreate", triggering_resource_address: "a.b" } },
    ],
    ["no trigger: the command line", { lifecycle_action_trigger: undefined, invoke_action_trigger: {} }],
  ])("are shown with %s", (_, more) => {
    expect(textOf({ ...ACTION, action_invocations: [invocation(more)] })).toMatch(
      /migrate, (before create of a\.b|invoked by the command line)/,
    );
  });

  it("show no secret that is given to them, there or anywhere else", () => {
    const config_values = { payload: "hunter2-token", function_name: "f" };
    const text = textOf({
      action_invocations: [invocation({ config_values, config_sensitive: { payload: true } })],
      deferred_action_invocations: [
        { action_invocation: invocation({ config_values: { key: "hunter3-token" }, config_sensitive: { key: true } }) },
      ],
      resource_changes: [
        resource("aws_a.a", { before: { x: "", y: "" }, after: { x: "is hunter2-token", y: "is hunter3-token" } }),
      ],
    });

    expect(text).toContain('payload: set to "(sensitive value)"');
    expect(text).not.toMatch(/hunter/);
  });

  it("count what is known only after apply", () => {
    const more = { config_values: { function_name: "f" }, config_unknown: { payload: true } };
    expect(textOf({ ...ACTION, action_invocations: [invocation(more)] })).toContain(
      "      1 value known after apply\n",
    );
  });

  it.each<readonly [string, Parts]>([
    ["no action", { resource_changes: [] }],
    ["another payload", { ...ACTION, action_invocations: [invocation({ config_values: { payload: "{}" } })] }],
    ["another provider", { ...ACTION, action_invocations: [invocation({ provider_name: "evil" })] }],
    ["the same action twice", { ...ACTION, action_invocations: [invocation(), invocation()] }],
    ["the same, deferred", DEFERRED],
  ])("are compared with %s", (_, second) => {
    const what = "action.aws_lambda_invoke.migrate (after update of aws_lambda_function.update-nf-rg)";
    expect(differences(ACTION, second)).toEqual([what]);
    expect(differences(second, ACTION)).toEqual([what]);
    expect(differences(second, second)).toEqual([]);
  });

  it("are told from the same action with another trigger", () => {
    const other = invocation({ lifecycle_action_trigger: { triggering_resource_address: "x.y" } });
    expect(differences(ACTION, { ...ACTION, action_invocations: [other] })).toHaveLength(2);
  });

  it("are named when the configuration only declares them, in a module too", () => {
    const actions = [{ address: "action.aws_lambda_invoke.migrate" }, { address: "action.aws_lambda_invoke.idle" }];
    const inner = { actions: [{ address: "action.local.deep" }] };
    const configuration = { root_module: { actions, module_calls: { m: { module: inner } } } };

    expect(textOf({ ...ACTION, configuration })).toContain(
      "shared declares actions that this plan does not run: action.aws_lambda_invoke.idle, module.m.action.local.deep",
    );
    expect(hit({ applyable: false, configuration })).toEqual([]);
  });
});

describe("provisioners", () => {
  const configuration = {
    root_module: { resources: [{ address: "terraform_data.x", provisioners: [{ type: "local-exec" }] }] },
  };
  const create = resource("terraform_data.x", { after: {} });

  it("are code that an apply runs, too", () => {
    expect(textOf({ configuration, resource_changes: [create] })).toContain(
      "Runs code while it is applied\n  shared: terraform_data.x (provisioner local-exec), on create\n",
    );
    expect(hit({ configuration, resource_changes: [create] })).toEqual(["action"]);
  });

  it("do not run when their resource is only updated", () => {
    const update = resource("terraform_data.x", { before: { a: 1 }, after: { a: 2 } });
    expect(hit({ configuration, resource_changes: [update] })).toEqual([]);
  });
});

describe("what a plan holds and this command does not know", () => {
  const SECTION = { resource_changes: [], runbook_calls: [{ address: "x" }] };

  it("is named in a line, is no plan without changes, and passes no gate", () => {
    const text = textOf(SECTION);
    expect(text).toContain("Plan of prod: changes in 1 of 1 stack.\n  shared  1 section not known to this command\n");
    expect(text).toContain(
      "shared: the plan holds runbook_calls (1 entry), which this version does not know: read it by terraform show",
    );
    expect(hit(SECTION)).toEqual(["replace", "destroy", "iam", "action"]);
  });

  it("changes nothing where terraform says so, and is named all the same", () => {
    expect(hit({ ...SECTION, applyable: false })).toEqual([]);
    expect(summaryOf({ ...SECTION, applyable: false }).changes).toBe(false);
    expect(textOf({ ...SECTION, applyable: false })).toContain("runbook_calls (1 entry)");
  });

  it("is compared whole", () => {
    expect(differences(SECTION, { resource_changes: [] })).toEqual(["runbook_calls (not known to this command)"]);
    expect(differences(SECTION, SECTION)).toEqual([]);
  });

  it("is nothing when it is empty, or known", () => {
    const known = { timestamp: "t", prior_state: {}, variables: {}, relevant_attributes: [{}], configuration: {} };
    expect(summaryOf({ ...known, resource_changes: [], runbook_calls: [], more: null }).stacks[0]?.unshown).toEqual([]);
  });

  it("is a resource of another mode, too", () => {
    const ephemeral = { ...resource("ephemeral.aws_x.y", { actions: ["open"] }), mode: "ephemeral" };
    expect(textOf({ resource_changes: [ephemeral] })).toContain("resource_changes of mode ephemeral (1 entry)");
  });

  it("is no check: one that fails is shown with terraform's words, without secrets, and changes nothing", () => {
    const of = (status: string) => ({
      address: { to_display: "check.reachable" },
      status,
      instances: [{ problems: [{ message: "answered hunter2-token" }] }],
    });
    const secret = resource("aws_a.a", {
      actions: ["no-op"],
      before: { p: "hunter2-token" },
      after: { p: "hunter2-token" },
      beforeSensitive: { p: true },
      afterSensitive: { p: true },
    });
    const summary = summaryOf({ resource_changes: [secret], checks: [of("fail"), of("pass"), of("unknown")] });

    expect(summary.changes).toBe(false);
    expect(summary.stacks[0]?.failedChecks).toEqual(["check.reachable: answered (sensitive value)"]);
    expect(renderText(reportOf(summary, []))).toContain("shared: a check fails: check.reachable: answered");
  });
});

describe("a folder that lacks plans", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "sechub lacks-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const write = (...stacks: readonly string[]) => {
    for (const stack of stacks) writeFileSync(path.join(folder, `${stack}.json`), planText({ resource_changes: [] }));
  };
  const all = readGates("replace,destroy,iam,action");

  it("is shown as far as it goes, says what is missing, is never no changes, and passes no gate", () => {
    write("shared", "orchestration");
    const summary = summarize("prod", plansThere(folder));
    const text = renderText(reportOf(summary, []));

    expect(summary.changes).toBe(true);
    expect(text).toContain("incomplete: the plan of routing is missing; no changes in 2 stacks that are there.");
    expect(text).toContain("  routing        missing: the folder holds no plan of it\n");
    expect(text).toContain(`routing: ${path.join(folder, "routing.json")} is missing`);
    expect(gatesHit(all, summary)).toEqual(all);
    expect(() => savedPlans(folder)).toThrow(/routing\.json is missing/);
  });

  it("is the first plan of an environment when it holds shared alone", () => {
    write("shared");

    expect(plansThere(folder).slice(1)).toEqual([
      { stack: "orchestration", waitsFor: ["shared"] },
      { stack: "routing", waitsFor: ["shared", "orchestration"] },
    ]);
    expect(summarize("prod", plansThere(folder)).changes).toBe(true);
  });

  it("is no first plan when a run has left more there, or when shared itself is missing", () => {
    write("shared");
    const origin = { environment: "prod", synthesized: {}, plans: { "shared.json": "a", "routing.json": "b" } };
    writeFileSync(path.join(folder, "origin.json"), JSON.stringify(origin));
    expect(plansThere(folder)[2]).toEqual({ stack: "routing", lacks: path.join(folder, "routing.json") });

    rmSync(path.join(folder, "origin.json"));
    rmSync(path.join(folder, "shared.json"));
    write("orchestration");
    expect(plansThere(folder).map((one) => "lacks" in one)).toEqual([true, false, true]);
  });

  it("is an error when it holds no plan at all", () => {
    expect(() => plansThere(folder)).toThrow(/shared\.json is missing/);
  });
});
