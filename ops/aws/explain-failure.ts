import { CodedError } from "../../functions/contract/coded-error";
import { STS_FAILED } from "./caller";
import type { Target } from "./target";
import { OpsError, type OpsCode } from "../command/ops-error";

type FailureCode = Extract<
  OpsCode,
  "CREDENTIALS_EXPIRED" | "CREDENTIALS_MISSING" | "CREDENTIALS_UNKNOWN" | "NOT_ALLOWED" | "NOT_DEPLOYED" | "UNREACHABLE"
>;

/** What AWS answers, by the error's name. */
const NAMES: readonly (readonly [FailureCode, RegExp])[] = [
  ["CREDENTIALS_EXPIRED", /^(ExpiredToken|ExpiredTokenException|RequestExpired)$/],
  [
    "CREDENTIALS_UNKNOWN",
    /^(UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch|IncompleteSignature\w*|InvalidAccessKeyId|MissingAuthenticationToken\w*)$/,
  ],
  ["NOT_ALLOWED", /^(AccessDenied|AccessDeniedException|NotAuthorized|UnauthorizedOperation)$/],
  ["NOT_DEPLOYED", /^ResourceNotFoundException$/],
  ["UNREACHABLE", /^TimeoutError$/],
];

/** One clear line of what went wrong; the very error when it is a person's already, or a defect of ours. */
export function explainFailure(error: unknown, target: Target): unknown {
  if (error instanceof OpsError) return error;
  const causes = chainOf(error);
  const cause = causes.at(-1) ?? error;
  const code = codeOf(causes);
  if (code !== undefined) return new OpsError(code, sentence(code, causes, target), { cause: error });
  // What the adapters say is for people too.
  if (error instanceof CodedError) return new OpsError("REFUSED", oneLine(error.message), { cause });
  return error;
}

function codeOf(causes: readonly Failure[]): FailureCode | undefined {
  for (const { name, message, code } of causes) {
    if (/CredentialsProviderError|TokenProviderError/.test(name)) {
      return /expired|sso login|re-?authenticate/i.test(message) ? "CREDENTIALS_EXPIRED" : "CREDENTIALS_MISSING";
    }
    if (/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ECONNRESET)$/.test(code ?? ""))
      return "UNREACHABLE";
    const found = NAMES.find(([, pattern]) => pattern.test(name));
    if (found !== undefined) return found[0];
  }
  return undefined;
}

function sentence(code: FailureCode, causes: readonly Failure[], { config, names, endpoints }: Target): string {
  const { name, message } = causes.at(-1) ?? { name: "", message: "" };
  const firewall = causes.some((one) => /^(FIREWALL_|RULE_GROUP_)/.test(one.name));
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
      return `these credentials may not call ${action ?? (firewall ? "Network Firewall" : "DynamoDB")}: ${oneLine(message)}`;
    }
    case "NOT_DEPLOYED": {
      const [, table] = /on ([\w.-]+) \(/.exec(causes[0]?.message ?? "") ?? [];
      const what = firewall ? `rule group ${names.ruleGroup}` : `table ${table ?? names.blocklist}`;
      return `there is no ${what} in ${where}: is it deployed, and are these credentials of its account?`;
    }
    case "UNREACHABLE": {
      const sts = causes.some((one) => one.name === STS_FAILED);
      const service = sts ? "STS" : firewall ? "Network Firewall" : "DynamoDB";
      const endpoint = sts ? endpoints.sts : firewall ? endpoints.networkFirewall : endpoints.dynamoDb;
      const hint = endpoints.local ? LOCAL_HINT : `: ${oneLine(message)}`;
      return `${service} does not answer at ${endpoint ?? config.region}${hint}`;
    }
  }
}

const LOCAL_HINT =
  ": is `npm start -- --keep` running, and do AWS_ENDPOINT_URL_DYNAMODB and AWS_ENDPOINT_URL_NETWORK_FIREWALL say the ports that it printed?";

interface Failure {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
}

/** The error and what caused it, the innermost last. */
function chainOf(error: unknown): readonly Failure[] {
  const chain: Failure[] = [];
  for (let at = error; at instanceof Error && chain.length < 8; at = at.cause) {
    const { code } = at as { readonly code?: unknown };
    chain.push({ name: at.name, message: at.message, ...(typeof code === "string" && { code }) });
  }
  return chain;
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim().slice(0, 300);
