import { outcome } from "../../../scripts/policy/outcome";
import { PLANTS } from "../../../scripts/policy/plants";
import { isReport } from "../../../scripts/policy/report";
import {
  check,
  outcomeAfter,
  problemsAfter,
  recorded,
  reportOf,
  toFailed,
  without,
  type Recorded,
  type RecordedScan,
} from "./recorded";

describe("what checkov says", () => {
  it("is nothing, but what is skipped with a reason", () => {
    expect(outcomeAfter().problems).toEqual([]);
    expect(outcomeAfter().lines.map((line) => line.trim().replace(/\s+/g, " "))).toEqual([
      "checkov 3.3.30",
      "no-key 108 resources, 241 checks passed, 58 skipped, 0 failed",
      "with-key 108 resources, 263 checks passed, 36 skipped, 0 failed",
      `planted mistakes ${PLANTS.flatMap(({ found }) => found).length} of ${PLANTS.flatMap(({ found }) => found).length} found`,
    ]);
  });

  it("is a problem, once, with every environment that has it", () => {
    const line = "CKV_AWS_60 aws_iam_role.events-role";
    expect(problemsAfter({ withKey: toFailed(line) })).toEqual([`${line}: a check (with-key)`]);
  });

  it("is skipped for the resource that is named and for no other of its type", () => {
    const line = "CKV_AWS_28 aws_dynamodb_table.blocklist";
    expect(problemsAfter({ withKey: toFailed(line) })).toEqual([`${line}: a check (with-key)`]);
  });

  it("is not skipped anywhere else than in skips.ts", () => {
    const scan = recorded["everything-no-key"];
    const report = reportOf(scan.report);
    const skipped = { ...report, results: { ...report.results, skipped_checks: [check("CKV_AWS_1 aws_iam_role.x")] } };
    const { problems } = outcome(
      [{ environment: "a", keys: [], synthesized: scan.synthesized, report: skipped }],
      report,
      [],
    );
    expect(problems).toContain("CKV_AWS_1 aws_iam_role.x: a check: skipped elsewhere than in skips.ts (a)");
  });
});

describe("that nothing was found counts only if all was looked at", () => {
  it("a stack that could not be read is a problem", () => {
    const unread = ({ synthesized, report }: RecordedScan): RecordedScan => ({
      synthesized,
      report: { ...report, summary: { ...report.summary, parsing_errors: 1 } },
    });
    expect(problemsAfter({ withKey: unread })).toEqual(["checkov could not read 1 of the stacks (with-key)"]);
  });

  it("a resource that checkov did not see is a problem", () => {
    const more = ({ synthesized, report }: RecordedScan): RecordedScan => ({
      synthesized: [...synthesized, "aws_kms_alias.new"],
      report,
    });
    const said = "checkov saw 108 resources, and 109 were synthesized (with-key)";
    expect(problemsAfter({ withKey: more })).toEqual([said]);
  });

  it("a resource under another name is a problem", () => {
    const renamed = toFailed("CKV_AWS_338 aws_cloudwatch_log_group.unknown");
    expect(problemsAfter({ withKey: renamed })).toEqual([
      "checkov saw aws_cloudwatch_log_group.unknown, which was not synthesized (with-key)",
    ]);
  });

  it("a check that answers nothing of one policy, but of others, is a problem", () => {
    expect(problemsAfter({ withKey: without(/^CKV_AWS_290 .*record-ip/) })).toEqual([
      "CKV_AWS_290 aws_iam_role_policy.record-ip_role_policy: answered neither passed nor failed (with-key)",
    ]);
  });

  it.each([
    ["no JSON object", undefined],
    ["what checkov says of an empty folder", { passed: 0, failed: 0, parsing_errors: 0, resource_count: 0 }],
    ["a list of reports", [reportOf(recorded.planted)]],
    [
      "a report without what failed",
      { ...reportOf(recorded.planted), results: { passed_checks: [], skipped_checks: [] } },
    ],
    ["a report without a count", { ...reportOf(recorded.planted), summary: { parsing_errors: 0 } }],
  ])("%s is no report", (_, value) => {
    expect(isReport(value)).toBe(false);
    expect(isReport(reportOf(recorded.planted))).toBe(true);
  });
});

describe("planted mistakes", () => {
  it("must be found, each by its check", () => {
    const [first = ""] = recorded.planted.failed.filter((line) => line.startsWith("CKV_AWS_290 "));
    const blind = (report: Recorded): Recorded => ({
      ...report,
      failed: report.failed.filter((line) => line !== first),
    });
    expect(first).toBe("CKV_AWS_290 aws_iam_role_policy.planted-all");
    expect(problemsAfter({ planted: blind })).toEqual([]);
    const blinder = (report: Recorded): Recorded => ({
      ...report,
      failed: report.failed.filter((line) => !line.startsWith("CKV_AWS_290 ")),
    });
    expect(problemsAfter({ planted: blinder })).toEqual([
      "CKV_AWS_290 aws_iam_role_policy.planted-any-table: a mistake that was planted was not found",
      "CKV_AWS_290: passes, and nothing in plants.ts shows that it can fail",
    ]);
  });
});
