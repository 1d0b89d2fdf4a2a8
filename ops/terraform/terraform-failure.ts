import { OpsError } from "../command/ops-error";
import type { TerraformResult } from "./run-terraform";

/** What terraform and its AWS provider say, and what helps. The first that fits: the more special ones stand first. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/Error: (?:execution halted|operation canceled)/i, "it was interrupted"],
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
    // A lock that is held and cannot be read either is still held.
    /Error acquiring the state lock(?!.*PreconditionFailed).*(?:AccessDenied|not authorized to perform)/i,
    "these credentials may not lock the state: an apply needs s3:PutObject and s3:DeleteObject on its .tflock (docs/ci.md)",
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
    /match any of the checksums|Required plugins are not installed/i,
    "the provider at hand is not the one of the lock file: it may be another platform's; see terraform providers lock",
  ],
  [
    /Inconsistent dependency lock file|Provider dependency changes detected|does not match configured version constraint/i,
    "the lock file names other providers than the stacks need: plan again, or delete .terraform.lock.hcl of that stack",
  ],
  [
    /Failed to query available provider packages|Failed to install provider/i,
    "the AWS provider cannot be downloaded: check the network, or a mirror in terraform's CLI configuration",
  ],
  [
    /AccessDenied|is not authorized to perform|UnauthorizedOperation/i,
    "these credentials may not do what terraform was about to do",
  ],
];

/** 128 and SIGINT: before it began to heed signals. */
const ENDED_BY_CTRL_C = 130;
const MOST_LINES = 20;
const LONGEST_LINE = 300;

/** One line that names the stack and what helps, then terraform's own words. */
export function terraformFailure(stack: string, step: string, { status, stdout, stderr }: TerraformResult): OpsError {
  const [told, progress] = [linesOf(stderr), linesOf(stdout)];
  // What went well before says nothing of what did not.
  const errors = fromErrorOn(told) ?? fromErrorOn(progress) ?? [];
  // It breaks its sentences into lines.
  const said = errors.join(" ").replace(/\s+/g, " ");
  const advice =
    ADVICE.find(([pattern]) => pattern.test(said))?.[1] ??
    (status === ENDED_BY_CTRL_C ? "it was interrupted" : `it ended with ${status}`);
  const own = errors.length > 0 ? errors : told.length > 0 ? told : progress;
  return new OpsError(
    "TERRAFORM_FAILED",
    [`${stack}: terraform ${step} failed: ${advice}`, ...shown(own).map((line) => `  ${line}`)].join("\n"),
  );
}

/** Without frames, and without the quoted line of source: cdk.tf.json is no one's writing. */
const linesOf = (text: string): readonly string[] =>
  text
    // eslint-disable-next-line no-control-regex -- colours, from a terraform that did not hear -no-color
    .replace(/\u001b\[[0-9;]*m/g, "")
    .split("\n")
    .map((line) => line.replace(/^[╷│╵] ?/, "").trimEnd())
    .filter((line) => line !== "" && !/^\s+\d+: /.test(line));

function fromErrorOn(lines: readonly string[]): readonly string[] | undefined {
  const first = lines.findIndex((line) => line.startsWith("Error: "));
  return first < 0 ? undefined : lines.slice(first);
}

function shown(lines: readonly string[]): readonly string[] {
  const some = lines
    .slice(0, MOST_LINES)
    .map((line) => (line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE)}…`));
  return lines.length <= MOST_LINES ? some : [...some, `and ${lines.length - MOST_LINES} more lines`];
}

/** A stack reads what earlier ones put out: nothing of it is there before their first apply, and not all of it before the next. */
export const lacksOutputs = ({ stderr }: TerraformResult): boolean =>
  /Unable to find remote state/.test(stderr) ||
  (/Unsupported attribute/.test(stderr) &&
    /terraform_remote_state|does not have an attribute named "cross-stack-output/.test(stderr));
