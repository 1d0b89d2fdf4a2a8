import { terraformFailure } from "../../../ops/terraform/terraform-failure";

const failed = (stderr: string) => ({ status: 1, stdout: "", stderr: `\nWarning: old\n\nError: ${stderr}\n` });
const messageOf = (result: { status: number; stdout: string; stderr: string }) =>
  terraformFailure("shared", "plan", result).message.split("\n");

describe("terraformFailure", () => {
  it.each([
    [
      "init",
      failed("Failed to query available provider packages\n\nlookup registry.terraform.io: no such host"),
      "cannot be downloaded",
    ],
    ["init", failed('S3 bucket "b" does not exist.'), "the bucket of the state is not there"],
    [
      "init",
      failed("No valid credential sources found\n\nfailed to refresh cached credentials, no EC2 IMDS role found"),
      "there are no AWS credentials",
    ],
    [
      "plan",
      failed(
        "Retrieving AWS account details: api error ExpiredToken: The security token included in the request is expired",
      ),
      "have expired",
    ],
    ["plan", failed("api error ExpiredTokenException: token expired"), "have expired"],
    ["plan", failed("the SSO session has expired or is invalid"), "have expired"],
    [
      "plan",
      failed("api error InvalidClientTokenId: The security token included in the request is invalid"),
      "does not know these credentials",
    ],
    ["plan", failed("AWS account ID not allowed: 111122223333"), "belong to another account"],
    ["plan", failed("Error acquiring the state lock\n\nLock Info:\n  ID: 1"), "the state is locked"],
    [
      "plan",
      failed("Instance cannot be destroyed\n\nResource x has lifecycle.prevent_destroy set"),
      "must outlive every deploy",
    ],
    [
      "plan",
      failed("api error AccessDenied: User is not authorized to perform: sns:Get"),
      "may not do what terraform was about to do",
    ],
    ["show", failed("Failed to read"), "it ended with 1"],
  ])("%s: %j is said with what helps, and in terraform's own words", (step, answer, advice) => {
    const [first = "", ...own] = terraformFailure("shared", step, answer).message.split("\n");

    expect(first).toContain(`shared: terraform ${step} failed: `);
    expect(first).toContain(advice);
    expect(own[0]).toBe(`  ${answer.stderr.split("\n")[3] ?? ""}`);
    expect(own.join("\n")).not.toContain("Warning");
  });

  it("leaves out frames, colours and the quoted source, and stops after some lines", () => {
    const framed = [
      "╷",
      "│ \u001b[31mError: \u001b[0mwrong",
      "│ ",
      "│   on cdk.tf.json line 3:",
      '│    3: "password": "hunter2"',
      "╵",
    ];
    const many = Array.from({ length: 40 }, (_, index) => `line ${index}`);

    expect(messageOf({ status: 1, stdout: "", stderr: framed.join("\n") }).slice(1)).toEqual([
      "  Error: wrong",
      "    on cdk.tf.json line 3:",
    ]);
    expect(messageOf(failed(many.join("\n"))).slice(-2)).toEqual(["  line 19", "  and 20 more lines"]);
    expect(messageOf(failed("x".repeat(1_000)))[1]?.length).toBeLessThan(310);
  });

  it("shows what there is when terraform names no error", () => {
    expect(messageOf({ status: 137, stdout: "Killed", stderr: "" })).toEqual([
      "shared: terraform plan failed: it ended with 137",
      "  Killed",
    ]);
  });
});
