import { CodedError } from "../../functions/contract/coded-error";
import { ServiceFailed } from "./service-failed";
import type { Target } from "./target";
import { OpsError, type OpsCode } from "../command/ops-error";

type FailureCode = Extract<
  OpsCode,
  | "CREDENTIALS_EXPIRED"
  | "CREDENTIALS_MISSING"
  | "CREDENTIALS_UNKNOWN"
  | "NOT_ALLOWED"
  | "NOT_DEPLOYED"
  | "THROTTLED"
  | "UNREACHABLE"
>;

/** What AWS answers, by the error's name. */
const NAMES: readonly (readonly [FailureCode, RegExp])[] = [
  ["CREDENTIALS_EXPIRED", /^(ExpiredToken|ExpiredTokenException|RequestExpired)$/],
  [
    "CREDENTIALS_UNKNOWN",
    /^(UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch|IncompleteSignature\w*|InvalidAccessKeyId|MissingAuthenticationToken\w*)$/,
  ],
  ["NOT_ALLOWED", /^(AccessDenied|AccessDeniedException|NotAuthorized|UnauthorizedOperation)$/],
  ["NOT_DEPLOYED", /^(ResourceNotFoundException|StateMachineDoesNotExist)$/],
  ["THROTTLED", /^(Throttling|ThrottlingException|TooManyRequestsException|ProvisionedThroughputExceededException)$/],
  ["UNREACHABLE", /^TimeoutError$/],
];

/** One clear line of what went wrong; the very error when it is a person's already, or a defect of ours. */
export function explainFailure(error: unknown, target: Target): unknown {
  if (error instanceof OpsError) return error;
  const causes = chainOf(error);
  const cause = causes.at(-1) ?? error;
  const code = codeOf(causes);
  const failed = serviceIn(error);
  if (code !== undefined) return new OpsError(code, sentence(code, causes, target, failed), { cause: error });
  if (failed !== undefined) {
    const { name, message } = causes.at(-1) ?? { name: "", message: "" };
    return new OpsError("REFUSED", oneLine(`${failed.service} refused (${failed.what}): ${name}: ${message}`), {
      cause,
    });
  }
  // What the adapters say is for people too.
  if (error instanceof CodedError) return new OpsError("REFUSED", oneLine(error.message), { cause });
  return error;
}

function codeOf(causes: readonly Failure[]): FailureCode | undefined {
  for (const { name, message, code, status } of causes) {
    if (/CredentialsProviderError|TokenProviderError/.test(name)) {
      return /expired|sso login|re-?authenticate/i.test(message) ? "CREDENTIALS_EXPIRED" : "CREDENTIALS_MISSING";
    }
    if (/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ECONNRESET)$/.test(code ?? ""))
      return "UNREACHABLE";
    const found = NAMES.find(([, pattern]) => pattern.test(name));
    if (found !== undefined) return found[0];
    if (status !== undefined && status >= 500) return "UNREACHABLE";
  }
  return undefined;
}

function sentence(
  code: FailureCode,
  causes: readonly Failure[],
  { config, names, endpoints }: Target,
  failed: ServiceFailed | undefined,
): string {
  const { name, message } = causes.at(-1) ?? { name: "", message: "" };
  const firewall = causes.some((one) => /^(FIREWALL_|RULE_GROUP_)/.test(one.name));
  const service = failed?.service ?? (firewall ? "Network Firewall" : "DynamoDB");
  const where = `${config.region}, environment ${config.environment}`;
  switch (code) {
    case "CREDENTIALS_MISSING":
      return `no AWS credentials were found: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (${oneLine(message)})`;
    case "CREDENTIALS_EXPIRED":
      return `the AWS credentials have expired: sign in again (aws sso login), or get new ones (${oneLine(message)})`;
    case "CREDENTIALS_UNKNOWN":
      return `AWS does not know these credentials (${name}): look at AWS_PROFILE and AWS_ACCESS_KEY_ID`;
    case "NOT_ALLOWED": {
      const [, action] = /not authorized to perform: ([\w-]+:\w+)/.exec(message) ?? [];
      return `these credentials may not call ${action ?? service}: ${oneLine(message)}`;
    }
    case "NOT_DEPLOYED": {
      const [, table] = /on ([\w.-]+) \(/.exec(causes[0]?.message ?? "") ?? [];
      const ours = firewall ? `rule group ${names.ruleGroup}` : `table ${table ?? names.blocklist}`;
      const hint = endpoints.local ? OTHER_LOCAL_RUN : "is it deployed, and are these credentials of its account?";
      return `there is no ${failed?.what ?? ours} in ${where}: ${hint}`;
    }
    case "THROTTLED":
      return `${service} has too much to do for this account: try again in a minute (${name})${service === "Lambda" ? NO_CONCURRENCY : ""}`;
    case "UNREACHABLE": {
      const known: Partial<Record<typeof service, string | undefined>> = {
        DynamoDB: endpoints.dynamoDb,
        Lambda: endpoints.lambda,
        "Network Firewall": endpoints.networkFirewall,
        STS: endpoints.sts,
        "Step Functions": endpoints.stepFunctions,
      };
      const answer = causes.flatMap(({ status }) => status ?? []).at(-1);
      const said = answer === undefined ? "" : `HTTP ${answer}, `;
      const hint = endpoints.local ? LOCAL_HINT : `: ${said}${oneLine(message)}`;
      return `${service} does not answer${answer === undefined ? "" : " as it should"} at ${known[service] ?? config.region}${hint}`;
    }
  }
}

const LOCAL_HINT =
  ": is `npm start -- --keep` running, and do the variables AWS_ENDPOINT_URL_… say the ports that it printed?";

const OTHER_LOCAL_RUN =
  "these are the stand-ins of a local run. Was npm start -- --keep begun with this environment (--env)?";
const NO_CONCURRENCY =
  ". If it stays so, look at the function's reserved concurrency: 0, set by hand, stops it altogether";

function serviceIn(error: unknown): ServiceFailed | undefined {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof ServiceFailed) return at;
  return undefined;
}

interface Failure {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  /** Of an answer: HTTP's. */
  readonly status?: number;
}

/** The error and what caused it, the innermost last. */
function chainOf(error: unknown): readonly Failure[] {
  const chain: Failure[] = [];
  for (let at = error; at instanceof Error && chain.length < 8; at = at.cause) {
    const { code, $metadata } = at as { readonly code?: unknown; readonly $metadata?: { httpStatusCode?: number } };
    const status = $metadata?.httpStatusCode;
    chain.push({
      name: at.name,
      message: at.message,
      ...(typeof code === "string" && { code }),
      ...(status !== undefined && { status }),
    });
  }
  return chain;
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim().slice(0, 300);
