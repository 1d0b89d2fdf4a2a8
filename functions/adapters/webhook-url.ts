import { GetParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { CodedError } from "../contract/coded-error";
import type { Clock } from "../ports/clock";
import { isTransient } from "./transient";

export interface WebhookUrlOptions {
  readonly client: SSMClient;
  readonly parameterName: string;
  readonly clock: Pick<Clock, "now">;
  /** How long a URL is used before it is read again: a new one takes effect after this. @default 60 */
  readonly cacheSeconds?: number;
}

/**
 * The webhook's URL from its SecureString in Parameter Store. Who has the URL can write into the channel: it is in
 * no error and in no log.
 *
 * @throws CodedError PARAMETER_UNAVAILABLE (try again), WEBHOOK_UNUSABLE (with what to do)
 */
export function ssmWebhookUrl(options: WebhookUrlOptions): () => Promise<string> {
  const { clock, cacheSeconds = 60 } = options;
  let known: { readonly url: string; readonly until: number } | undefined;
  return async () => {
    const now = clock.now().getTime();
    if (known === undefined || known.until <= now) {
      known = { url: usable(await read(options), options.parameterName), until: now + cacheSeconds * 1_000 };
    }
    return known.url;
  };
}

async function read({ client, parameterName }: WebhookUrlOptions): Promise<string> {
  try {
    const { Parameter } = await client.send(new GetParameterCommand({ Name: parameterName, WithDecryption: true }));
    if (Parameter?.Type !== undefined && Parameter.Type !== "SecureString") {
      throw unusable(parameterName, `is a ${Parameter.Type}, in clear text; delete it and put a SecureString`);
    }
    return Parameter?.Value ?? "";
  } catch (error) {
    if (error instanceof CodedError) throw error;
    // By name: the message of an SDK error may repeat what was sent and received.
    const name = error instanceof Error ? error.name : "unknown error";
    if (isTransient(error)) {
      throw new CodedError(
        "PARAMETER_UNAVAILABLE",
        `Parameter Store did not answer for ${parameterName} (${name}); try again`,
      );
    }
    throw unusable(parameterName, name === "ParameterNotFound" ? "does not exist" : `cannot be read (${name})`, name);
  }
}

/** https only; http on loopback, where the local run and the tests are. @throws CodedError WEBHOOK_UNUSABLE */
function usable(value: string, parameterName: string): string {
  const text = value.trim();
  if (text === "") throw unusable(parameterName, "is empty");
  if (!URL.canParse(text)) throw unusable(parameterName, "does not hold a URL");
  const url = new URL(text);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    throw unusable(parameterName, "holds a URL that is not https (http is for loopback only)");
  }
  if (url.username !== "" || url.password !== "") throw unusable(parameterName, "holds a URL with a user or password");
  return url.href;
}

/** URL writes every form of an IPv4 address as four decimals, and IPv6 in brackets. */
const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);

function unusable(parameterName: string, problem: string, errorName = ""): CodedError {
  const command = `aws ssm put-parameter --name ${parameterName} --type SecureString --overwrite --value <webhook URL>`;
  const todo = /AccessDenied|InvalidKeyId|KMS|Credentials/.test(errorName)
    ? "Check that the function's role may call ssm:GetParameter on it and kms:Decrypt on its key"
    : `Put the webhook's URL there: ${command}`;
  return new CodedError("WEBHOOK_UNUSABLE", `parameter ${parameterName} ${problem}. ${todo}`);
}
