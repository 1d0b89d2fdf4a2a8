import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { readPlan } from "../../../ops/plan/read-plan";
import { renderText } from "../../../ops/plan/render-text";
import { reportOf } from "../../../ops/plan/report";
import { summarize } from "../../../ops/plan/summary";

/** Three plans of the real AWS provider, which are not part of this repository: SECHUB_REAL_PLANS names their folder. */
const FOLDER = process.env["SECHUB_REAL_PLANS"] ?? "";
const found = existsSync(path.join(FOLDER, "replace-rule-group.json"));
if (!found) process.stderr.write("skipped: SECHUB_REAL_PLANS names no folder with plans of the real provider\n");

const summaryOf = (name: string) =>
  summarize(undefined, [
    { stack: "shared", plan: readPlan(name, readFileSync(path.join(FOLDER, `${name}.json`), "utf8")) },
  ]);

(found ? describe : describe.skip)("plans of the real AWS provider", () => {
  it("a rule group that is replaced: what it means, why, and how many addresses", () => {
    const summary = summaryOf("replace-rule-group");

    expect(summary.stacks[0]).toMatchObject({
      counts: { replace: 1, update: 1, create: 0, destroy: 0 },
      losses: [{ because: ["capacity 1000 → 2000"], extent: "3 addresses stand in its rules today" }],
      attention: [{ means: expect.stringContaining("point-in-time recovery is switched off") as string }],
      iam: [],
    });
    expect(renderText(reportOf(summary, [])).split("\n").length).toBeLessThan(30);
  });

  it("a first apply: rights, code and a count of what is not known yet", () => {
    expect(summaryOf("create-orchestration").stacks[0]).toMatchObject({
      counts: { create: 3 },
      code: [{ function: "record", change: "new" }],
      iam: [{ attribute: "assume_role_policy", statements: [{ change: "added", effect: "Allow" }] }],
      losses: [],
      knownAfterApply: 38,
    });
  });

  it("a refresh that found a change by hand", () => {
    const summary = summaryOf("refresh-only-drift");

    expect(summary).toMatchObject({ changes: true, stacks: [{ resources: [] }] });
    expect(summary.stacks[0]?.drift).toEqual([
      {
        address: "aws_dynamodb_table.t",
        gone: false,
        attributes: [
          { path: "point_in_time_recovery.enabled", before: "true", after: "false" },
          { path: "tags.owner", before: undefined, after: '"byhand"' },
        ],
      },
    ]);
  });
});
