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
    [
      "init",
      failed(
        "Failed to install provider\n\nError while installing hashicorp/aws v6.8.0: could not query provider registry",
      ),
      "cannot be downloaded",
    ],
    [
      "init",
      failed(
        "Failed to install provider\n\nthe current package for registry.terraform.io/hashicorp/aws 6.8.0\ndoesn't match any of the\nchecksums previously recorded in the dependency lock file",
      ),
      "is not the one of the lock file",
    ],
    [
      "init",
      failed(
        "Failed to query available provider packages\n\nlocked provider registry.terraform.io/hashicorp/aws 5.0.0 does not match configured\nversion constraint ~> 6.0",
      ),
      "the lock file names other providers",
    ],
    [
      "init",
      failed("Provider dependency changes detected\n\nthe lock file is read-only"),
      "the lock file names other providers",
    ],
    [
      "plan",
      failed(
        "Inconsistent dependency lock file\n\n  - provider registry.terraform.io/hashicorp/aws: required by this configuration but no version is selected",
      ),
      "the lock file names other providers",
    ],
    [
      "apply",
      failed(
        'Provider produced inconsistent result after apply\n\nprovider "provider[\\"registry.terraform.io/hashicorp/aws\\"]" produced an unexpected new value',
      ),
      "it ended with 1",
    ],
    [
      "apply",
      failed(
        "Error acquiring the state lock\n\nError message: operation error S3: PutObject, StatusCode: 403, api error\nAccessDenied: User is not authorized to perform: s3:PutObject",
      ),
      "these credentials may not lock the state",
    ],
    [
      "apply",
      failed(
        "Error acquiring the state lock\n\nError message: operation error S3: PutObject, api error PreconditionFailed\noperation error S3: GetObject, api error AccessDenied",
      ),
      "the state is locked",
    ],
    // As terraform breaks its sentences.
    ["plan", failed("Invalid provider configuration\n\nAWS account\nID not allowed: 1"), "belong to another account"],
    ["apply", failed("execution halted"), "it was interrupted"],
    ["show", failed("Failed to read"), "it ended with 1"],
  ])("%s: %j is said with what helps, and in terraform's own words", (step, answer, advice) => {
    const [first = "", ...own] = terraformFailure("shared", step, answer).message.split("\n");

    expect(first).toContain(`shared: terraform ${step} failed: `);
    expect(first).toContain(advice);
    expect(own[0]).toBe(`  ${answer.stderr.split("\n")[3] ?? ""}`);
    expect(own.join("\n")).not.toContain("Warning");
  });

  it("takes no advice from what went well before the error", () => {
    const stdout =
      "aws_iam_role_policy.p: Modifying... [id=AccessDenied]\naws_x.y: prevent_destroy, registry.terraform.io\n";
    const error = "Error: creating SQS Queue: InvalidAttributeValue\n";
    const first = "shared: terraform plan failed: it ended with 1";

    expect(messageOf({ status: 1, stdout, stderr: error })).toEqual([first, `  ${error.trim()}`]);
    expect(messageOf({ status: 1, stdout: `${stdout}${error}`, stderr: "" })).toEqual([first, `  ${error.trim()}`]);
    expect(messageOf({ status: 1, stdout: "", stderr: `Warning: AccessDenied\n\n${error}` })[0]).toBe(first);
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
    expect(messageOf({ status: 130, stdout: "", stderr: "" })).toEqual([
      "shared: terraform plan failed: it was interrupted",
    ]);
  });
});
