import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { runDrift } from "../../../ops/drift/run";
import { policy, resource } from "../plan/plan-json";
import { NEVER_APPLIED, refreshed, writeStacks } from "./stacks";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "sechub drift-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Reads the shape that is in the folder, as prod. */
async function drift(...args: readonly string[]) {
  const out: string[] = [];
  const io = { write: (line: string) => void out.push(line), note: () => {}, ask: undefined };
  const clock = { now: () => new Date(0), sleep: () => Promise.resolve(), random: () => 0 };
  const code = await runDrift(["--env", "prod", "--only", "shape", "--from", folder, ...args], {
    io,
    env: {},
    environments: { prod: {} },
    clock,
  });
  return { code, text: out.join("\n"), lines: out.join("\n").split("\n") };
}
const json = async () => JSON.parse((await drift("--json")).text) as { drift: boolean; stacks: object[] };

const update = (address: string, before: object, after: object, more: object = {}) =>
  resource(address, { actions: ["update"], before, after, ...more });

describe("the shape", () => {
  it("is no drift when nothing is other: its first line is read by who opens the issue", async () => {
    writeStacks(folder);
    expect(await drift()).toMatchObject({
      code: 0,
      lines: [
        "No drift.",
        "  shared         as it was deployed",
        "  orchestration  as it was deployed",
        "  routing        as it was deployed",
        "  rules          not looked at: --only shape",
      ],
    });
    expect((await drift("--markdown")).lines[0]).toBe("No drift.");
  });

  it("tells resource, attribute, before and after, what that means, and what to do", async () => {
    const table = update(
      "aws_dynamodb_table.blocklist",
      { point_in_time_recovery: [{ enabled: true }], tags: {} },
      { point_in_time_recovery: [{ enabled: false }], tags: { owner: "byhand" } },
    );
    writeStacks(folder, { shared: refreshed(table) });
    const { code, text } = await drift();

    expect(code).toBe(2);
    expect(text).toBe(
      [
        "Drift in prod: 1 resource changed by hand.",
        "  shared         1 changed by hand",
        "  orchestration  as it was deployed",
        "  routing        as it was deployed",
        "  rules          not looked at: --only shape",
        "",
        "Take care",
        "  shared: point-in-time recovery is switched off: what is lost from the table cannot be brought back (aws_dynamodb_table.blocklist)",
        "",
        "Changed by hand, shared: attributes",
        "  aws_dynamodb_table.blocklist",
        "      point_in_time_recovery.enabled: true → false",
        '      tags.owner: set to "byhand"',
        "",
        "What to do",
        "  changed by hand: to undo it, npm run deploy -- --env prod; to keep it, write it into config/environments.ts or the stacks first",
      ].join("\n"),
    );
  });

  it("tells what is missing, and what that means", async () => {
    writeStacks(folder, {
      routing: refreshed(
        resource("aws_scheduler_schedule.prune", { before: { name: "prune" } }),
        update("aws_cloudwatch_event_rule.r", { state: "ENABLED" }, { state: "DISABLED" }),
      ),
    });
    const { code, text } = await drift();

    expect(code).toBe(2);
    expect(text).toContain("Drift in prod: 1 resource changed by hand, 1 missing.\n");
    expect(text).toContain(
      "Missing\n  routing: aws_scheduler_schedule.prune\n      blocks that have ended are not lifted any more, and nothing repairs the rules\n",
    );
    expect(text).toContain("missing: npm run deploy -- --env prod makes it anew");
    expect(text).not.toContain("a missing table");

    writeStacks(folder, { shared: refreshed(resource("aws_dynamodb_table.memory", { before: { name: "m" } })) });
    expect((await drift()).text).toContain("a missing table: a deploy makes it anew, and empty");
  });

  it("tells rights statement by statement, other code by function, and the states of a machine", async () => {
    const allow = (Action: string) => ({ Effect: "Allow", Action, Resource: "arn:a" });
    const states = (one: object) => JSON.stringify({ StartAt: "A", States: { A: one } });
    writeStacks(folder, {
      orchestration: refreshed(
        update(
          "aws_iam_role_policy.p",
          { policy: policy(allow("a:Read")) },
          { policy: policy(allow("a:Read"), { Effect: "Allow", Action: "*", Resource: "*" }) },
        ),
        // The hash that was configured stays; only what is read from AWS is another.
        update(
          "aws_lambda_function.f",
          { function_name: "update-nf-rg", source_code_hash: "1", code_sha256: "1", last_modified: "a" },
          { function_name: "update-nf-rg", source_code_hash: "1", code_sha256: "2", last_modified: "b" },
        ),
        update(
          "aws_sfn_state_machine.m",
          { definition: states({ Type: "Pass" }), revision_id: "1" },
          { definition: states({ Type: "Succeed" }), revision_id: "2" },
        ),
      ),
    });
    const { text } = await drift();

    expect(text).toContain("3 resources changed by hand");
    expect(text).toContain("+ Allow * on *. Wide: any action, any resource");
    expect(text).not.toContain("a:Read");
    expect(text).toContain("Changed by hand, orchestration: code\n  changed: update-nf-rg\n");
    expect(text).toContain("aws_sfn_state_machine.m: states: changes A");
  });

  it("leaves out what the functions write in the group, and tells the rest of it", async () => {
    const group = (more: object) =>
      update(
        "aws_networkfirewall_rule_group.rule-group",
        { rule_group: [], update_token: "1", description: "a", encryption_configuration: [], capacity: 1, tags: {} },
        { rule_group: [1], update_token: "2", description: "b", encryption_configuration: [2], capacity: 1, ...more },
      );
    writeStacks(folder, { shared: refreshed(group({})) });
    expect(await drift()).toMatchObject({ code: 0 });

    writeStacks(folder, { shared: refreshed(group({ tags: { a: "b" } })) });
    expect(await json()).toMatchObject({
      drift: true,
      stacks: [{ changed: [{ attributes: [{ path: "tags.a", after: '"b"' }] }] }, {}, {}],
    });
  });

  it.each([
    ["another spelling of none", update("aws_sqs_queue.q", { tags: null, policy: "" }, { tags: {}, policy: null })],
    [
      "a resource that the configuration calls otherwise",
      resource("aws_sqs_queue.q", {
        actions: ["no-op"],
        before: { a: 1 },
        after: { a: 1 },
        movedFrom: "aws_sqs_queue.p",
      }),
    ],
    [
      "that a function was updated, and nothing else",
      update("aws_lambda_function.f", { last_modified: "a" }, { last_modified: "b" }),
    ],
    [
      "another token of the policy",
      update("aws_networkfirewall_firewall_policy.p", { update_token: "a" }, { update_token: "b" }),
    ],
  ])("is not changed by %s", async (_, found) => {
    writeStacks(folder, { shared: refreshed(found) });
    expect(await drift()).toMatchObject({ code: 0 });
  });

  it("shows no secret, and that one was changed; long values are cut", async () => {
    writeStacks(folder, {
      shared: refreshed(
        update(
          "aws_x.y",
          { key: "hunter2-old", long: "" },
          { key: "hunter2-new", long: "l".repeat(500) },
          { beforeSensitive: { key: true }, afterSensitive: { key: true } },
        ),
      ),
    });
    const { code, text } = await drift();
    const all = text + (await drift("--json")).text + (await drift("--markdown")).text;

    expect(code).toBe(2);
    expect(text).toContain('key: "(sensitive value)" → "(sensitive value, changed)"');
    expect(all).not.toContain("hunter2");
    expect(all).not.toContain("l".repeat(200));
  });

  it("calls a stack that has no state missing, and an environment without any no environment", async () => {
    writeStacks(folder, { routing: NEVER_APPLIED });
    const { code, lines } = await drift();
    expect([code, lines[0], lines[3]]).toEqual([
      2,
      "Drift in prod: routing not deployed.",
      "  routing        not deployed: it has no state",
    ]);
    expect(lines.at(-1)).toContain("not deployed, or not looked at: npm run deploy -- --env prod");

    writeStacks(folder, { shared: NEVER_APPLIED, orchestration: NEVER_APPLIED, routing: NEVER_APPLIED });
    await expect(drift()).rejects.toMatchObject({
      code: "NOT_DEPLOYED",
      message: expect.stringMatching(/^nothing of prod is deployed: [^\n]+$/) as string,
    });
  });

  it("does not take a stack whose every resource was deleted for one that never was", async () => {
    const gone = JSON.parse(refreshed(resource("aws_sqs_queue.q", { before: {} }))) as object;
    writeStacks(folder, { routing: JSON.stringify({ ...gone, prior_state: { values: { root_module: {} } } }) });
    expect((await drift()).lines[0]).toBe("Drift in prod: 1 resource missing.");
  });

  it("says of a stack that could not be looked at what it waits for, and counts it", async () => {
    writeStacks(folder);
    rmSync(path.join(folder, "routing.json"));
    writeFileSync(path.join(folder, "routing.waits"), "shared\norchestration\n");
    const { code, text } = await drift();
    expect(code).toBe(2);
    expect(text).toContain("Drift in prod: routing not looked at.");
    expect(text).toContain("it reads outputs of shared or orchestration that are not there");
  });

  it("is Markdown whose values are code: no mention, no HTML, no link", async () => {
    const hostile = "@somebody <img src=x> [a](http://b) `|` #1";
    writeStacks(folder, { shared: refreshed(update("aws_sqs_queue.q", { tags: {} }, { tags: { t: hostile } })) });
    const { text } = await drift("--markdown");

    expect(text).toContain("| shared | 1 changed by hand |\n");
    expect(text).toContain(
      "### Changed by hand, shared: attributes\n\n- only tags of `aws_sqs_queue.q`\n  - `tags.t`: set to ",
    );
    const outside = text.replace(/(`+)[^]*?[^`]\1(?!`)/g, "");
    expect(outside).not.toMatch(/@somebody|<img|\(http|#1/);
    expect(outside).toContain("\n  - : set to \n");
  });

  it("names the file that is missing", async () => {
    writeStacks(folder);
    rmSync(path.join(folder, "orchestration.json"));
    await expect(drift()).rejects.toMatchObject({
      code: "PLAN_MISSING",
      message: expect.stringMatching(/orchestration\.json is missing: write it by [^\n]*$/) as string,
    });
  });
});

/** A refresh of the real AWS provider that found drift, which is not part of this repository. */
const REAL = path.join(process.env["SECHUB_REAL_PLANS"] ?? "", "refresh-only-drift.json");
(existsSync(REAL) ? describe : describe.skip)("a refresh of the real AWS provider", () => {
  it("is told as what a hand did to the table", async () => {
    writeStacks(folder, { shared: readFileSync(REAL, "utf8") });
    const { code, text } = await drift();

    expect(code).toBe(2);
    expect(text).toContain(
      '  aws_dynamodb_table.t\n      point_in_time_recovery.enabled: true → false\n      tags.owner: set to "byhand"\n',
    );
    expect(text).toContain("Take care\n  shared: point-in-time recovery is switched off");
  });
});
