import { OpsError } from "../command/ops-error";
import type { TerraformResult } from "./run-terraform";

/** What terraform and its AWS provider say, and what helps. The first that fits: the more special ones stand first. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /Expired ?Token|token (?:included in the request )?(?:is|has) expired|session has expired|RequestExpired|SSO session|InvalidGrantException/i,
    "the AWS credentials have expired: sign in again (aws sso login), then run it again",
  ],
  [
    /No valid credential sources|failed to (?:refresh cached|retrieve) credentials|NoCredentialProviders|no EC2 IMDS role|failed to get shared config profile/i,
    "there are no AWS credentials: sign in (aws sso login), or set AWS_PROFILE or AWS_ACCESS_KEY_ID",
  ],
  [
    /InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|AuthFailure|security token included in the request is invalid/i,
    "AWS does not know these credentials: check AWS_PROFILE and the keys",
  ],
  [
    /account ID not allowed|AWS account ID.*not allowed/i,
    "these credentials belong to another account than accountIds of this environment names",
  ],
  [
    /Error acquiring the state lock/i,
    "the state is locked: somebody else plans or deploys; wait until they are done. A lock of a run that has died goes by terraform force-unlock ID",
  ],
  [/Saved plan is stale/i, "the state has moved since this plan was made: plan again, and look at what it does now"],
  [
    /plan file was created by (?:Terraform|a different version)/i,
    "the plan was made by another version of terraform: apply it with that one, or plan again",
  ],
  [
    /BucketAlreadyExists|BucketAlreadyOwnedByYou/,
    "a bucket of this name is there already, and names are shared by all of AWS: choose another (backend.bucket), or import it (terraform-state/README.md)",
  ],
  [/prevent_destroy/i, "the plan would destroy what must outlive every deploy (lifecycle.prevent_destroy)"],
  [
    /NoSuchBucket|S3 bucket .* does not exist/i,
    "the bucket of the state is not there: make it first (npm run bootstrap)",
  ],
  [
    /Failed to query available provider packages|Failed to install provider|registry\.terraform\.io/i,
    "the AWS provider cannot be downloaded: check the network, or a mirror in terraform's CLI configuration",
  ],
  [
    /AccessDenied|is not authorized to perform|UnauthorizedOperation/i,
    "these credentials may not do what terraform was about to do",
  ],
];

const MOST_LINES = 20;
const LONGEST_LINE = 300;

/** One line that names the stack and what helps, then terraform's own words. */
export function terraformFailure(stack: string, step: string, { status, stdout, stderr }: TerraformResult): OpsError {
  const said = `${stderr}\n${stdout}`;
  const advice = ADVICE.find(([pattern]) => pattern.test(said))?.[1] ?? `it ended with ${status}`;
  const own = errorLines(stderr).length > 0 ? errorLines(stderr) : errorLines(stdout);
  return new OpsError(
    "TERRAFORM_FAILED",
    [`${stack}: terraform ${step} failed: ${advice}`, ...own.map((line) => `  ${line}`)].join("\n"),
  );
}

/** From the first error on, without warnings' frames and without the quoted line of source: cdk.tf.json is no one's writing. */
function errorLines(text: string): readonly string[] {
  const lines = text
    // eslint-disable-next-line no-control-regex -- colours, from a terraform that did not hear -no-color
    .replace(/\u001b\[[0-9;]*m/g, "")
    .split("\n")
    .map((line) => line.replace(/^[╷│╵] ?/, "").trimEnd())
    .filter((line) => line !== "" && !/^\s+\d+: /.test(line));
  const first = lines.findIndex((line) => line.startsWith("Error: "));
  const found = first < 0 ? lines : lines.slice(first);
  const shown = found
    .slice(0, MOST_LINES)
    .map((line) => (line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE)}…`));
  return found.length <= MOST_LINES ? shown : [...shown, `and ${found.length - MOST_LINES} more lines`];
}

/** A stack reads what earlier ones put out: nothing of it is there before their first apply, and not all of it before the next. */
export const lacksOutputs = ({ stderr }: TerraformResult): boolean =>
  /Unable to find remote state/.test(stderr) ||
  (/Unsupported attribute/.test(stderr) &&
    /terraform_remote_state|does not have an attribute named "cross-stack-output/.test(stderr));
