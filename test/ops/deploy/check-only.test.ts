import { AwsError } from "../../../local/stand-ins/aws-error";
import type { ExecutionEnd } from "../../../local/stand-ins/step-functions/server";
import { fared, RECONCILED, startDesk, type Desk } from "./support";

let desk: Desk;
beforeEach(async () => {
  desk = await startDesk();
});
afterEach(() => desk.close());

/** As the function's runtime says it. */
const thrown = (errorType: string, errorMessage: string) => new Error(JSON.stringify({ errorType, errorMessage }));
const failed = (error: string, cause: string): ExecutionEnd => ({ status: "FAILED", error, cause });

describe("npm run deploy -- --check-only", () => {
  it("reconciles, sends a sample through, says what is next, and needs no terraform", async () => {
    const { code, out } = await desk.run("--check-only");

    expect(code).toBe(0);
    expect(out).toEqual([
      "reconcile: the rules equal the table already",
      "  2 hosts in force, 5 of 10000 units",
      "smoke test: a sample finding went through sechub-ops-record-ip: refused as a sample, nobody blocked, Slack told. EventBridge's rules were no part of it",
      "next:",
      "- npm run drift -- --env ops finds what is changed by hand; npm run blocklist -- --env ops list shows who is blocked",
    ]);
    expect(desk.lambda.calls.map(({ request }) => request)).toEqual([{ IPList: [], Lifted: [], FindingIds: [] }]);
    expect(desk.terraformCalls).toEqual([]);
  });

  it("sends another finding each time, so that Slack is told each time", async () => {
    await desk.run("--check-only");
    desk.pass(1);
    await desk.run("--check-only");
    const ids = desk.world.events.map((event) => JSON.stringify(event).match(/"Id":"([^"]*)"/)?.[1]);
    expect(new Set(ids).size).toBe(2);
  });

  it("sends no sample with --no-smoke", async () => {
    const { code, text } = await desk.run("--check-only --no-smoke");
    expect([code, desk.world.events]).toEqual([0, []]);
    expect(text).not.toContain("smoke test");
  });

  it("says what the reconcile did, and that no policy uses the group", async () => {
    desk.world.reconciles = [{ ...RECONCILED, Changed: true, Added: ["5.6.7.8"], AddedCount: 1, UsedByNoPolicy: true }];
    const { code, out } = await desk.run("--check-only");

    expect(code).toBe(0);
    expect(out.slice(0, 2)).toEqual(["reconcile: the rules were made equal to the table", "  added 5.6.7.8"]);
    expect(out).toContainEqual(
      expect.stringMatching(/^- use the rule group sechub-ops-blocklist in your firewall policy, .*drops no packet/),
    );
  });

  it("waits for its turn, and says once that it does", async () => {
    const waiting = { ...RECONCILED, RetryAfterSeconds: 2 };
    desk.world.reconciles = [waiting, waiting, RECONCILED];
    const { code, notes } = await desk.run("--check-only");

    expect([code, desk.lambda.calls.length]).toEqual([0, 3]);
    expect(notes.filter((note) => note.includes("waiting for the turn"))).toHaveLength(1);
  });

  it.each<readonly [string, (desk: Desk) => void, RegExp]>([
    [
      "never has its turn",
      ({ world }) => (world.reconciles = [{ ...RECONCILED, RetryAfterSeconds: 10 }]),
      /another reconcile still had its turn after 150 s/,
    ],
    [
      "fails with a code",
      ({ world }) => (world.reconciles = [thrown("PRIORITY_TAKEN", "priority 100 is taken")]),
      /sechub-ops-update-nf-rg failed with PRIORITY_TAKEN: priority 100 is taken \(docs\/errors\.md\)/,
    ],
    [
      "is of another commit",
      ({ world }) => (world.reconciles = [{ Changed: false }]),
      /update-nf-rg answered no outcome: is it of this commit\?/,
    ],
    [
      "is not deployed",
      ({ lambda }) => lambda.failNext(new AwsError("ResourceNotFoundException", "Function not found: x", 404)),
      /there is no function sechub-ops-update-nf-rg in us-west-2, environment ops: these are the stand-ins/,
    ],
    [
      "may not be called",
      ({ lambda }) =>
        lambda.failNext(
          new AwsError(
            "AccessDeniedException",
            "User: u is not authorized to perform: lambda:InvokeFunction on r",
            403,
          ),
        ),
      /these credentials may not call lambda:InvokeFunction/,
    ],
  ])("ends with 1 when the function %s, and sends the sample all the same", async (_, change, says) => {
    change(desk);
    const { code, out } = await desk.run("--check-only");

    expect(code).toBe(1);
    expect(out[0]).toMatch(/^reconcile: FAILED: /);
    expect(out[0]).toMatch(says);
    expect(desk.world.events).toHaveLength(1);
    expect(out.at(-2)).toBe("- then again: npm run deploy -- --env ops --check-only");
  });

  it.each<readonly [string, ExecutionEnd, RegExp]>([
    [
      "the webhook is missing",
      failed(
        "WEBHOOK_UNUSABLE",
        JSON.stringify({ errorMessage: "parameter /p is missing. Put it: aws ssm put-parameter" }),
      ),
      /FAILED: WEBHOOK_UNUSABLE: parameter \/p is missing\. Put it: aws ssm put-parameter\n {2}what WEBHOOK_UNUSABLE means: docs\/errors\.md\n {2}the execution: https:/,
    ],
    [
      "Lambda fails by itself",
      failed("Sandbox.Timedout", "Task timed out"),
      /Sandbox\.Timedout: Task timed out\n.*Lambda's/,
    ],
    [
      "it is blocked",
      fared({ NewIP: true, IPList: ["198.51.100.7"], Refused: [] }),
      /the sample was taken for a real finding: 198\.51\.100\.7/,
    ],
    [
      "it is refused for another reason",
      fared({ Refused: [{ Host: "", Reason: "NOT_GUARDDUTY", Detail: "d" }] }),
      /it was not refused as a sample \(NOT_GUARDDUTY\)/,
    ],
    ["it is not refused", fared({ Refused: [] }), /it was not refused as a sample \(not at all\)/],
    ["Slack was told nothing", fared({}, { Sent: 0 }), /Slack was not told\n/],
    ["nobody was asked to tell", fared({}, null), /Slack was not told\n/],
    ["the states answer otherwise", { status: "SUCCEEDED", output: {} }, /its states answered something else/],
  ])("ends with 1 when %s, and says what it means", async (_, execution, says) => {
    desk.world.execution = execution;
    const { code, text } = await desk.run("--check-only");

    expect(code).toBe(1);
    expect(text).toMatch(says);
    expect(text).toContain("- then again: npm run deploy -- --env ops --check-only");
  });

  it("takes a sample that is told in the digest of a busy minute", async () => {
    desk.world.execution = fared({}, { Sent: 0, AlreadyTold: 1 });
    expect(await desk.run("--check-only")).toMatchObject({ code: 0 });
  });

  it("does not wait for ever for the sample", async () => {
    desk.world.execution = new Promise(() => {}) as unknown as ExecutionEnd;
    const { code, text } = await desk.run("--check-only");
    expect(code).toBe(1);
    expect(text).toContain("smoke test: FAILED: it had not ended after 300 s");
  });

  it("ends with 1 when the state machine is not there, or another account's", async () => {
    desk.stepFunctions.failNext(new AwsError("StateMachineDoesNotExist", "State Machine Does Not Exist"));
    const { code, text } = await desk.run("--check-only");
    expect(code).toBe(1);
    expect(text).toMatch(/smoke test: FAILED: there is no state machine sechub-ops-record-ip in us-west-2/);
  });

  it("ends with 1 where nothing serves Lambda and Step Functions: nothing was checked", async () => {
    const environment = { AWS_ENDPOINT_URL_LAMBDA: "", AWS_ENDPOINT_URL_SFN: "" };
    const { code, text } = await desk.run("--check-only", { environment });
    expect(code).toBe(1);
    expect(text.match(/FAILED: nothing on this machine serves Lambda and Step Functions/g)).toHaveLength(2);
  });
});
