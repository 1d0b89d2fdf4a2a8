import { GetParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { CodedError } from "../contract/coded-error";
import type { Clock } from "../ports/clock";
import { isTransient } from "./transient";

/** Answers the URL that is used now, or, asked `anew`, the one that is there now. */
export type WebhookUrl = (anew?: boolean) => Promise<string>;

export interface WebhookUrlOptions {
  readonly client: SSMClient;
  readonly parameterName: string;
  readonly clock: Pick<Clock, "now">;
  /** Names of the hosts that the URL may lead to, and no others. */
  readonly hosts: readonly string[];
  /** The name of the setting that has them. */
  readonly hostsSetting: string;
  /** A receiver on this machine is taken too, by http. For environments on an emulator: elsewhere it would be Lambda itself. @default false */
  readonly loopback?: boolean;
  /** How long a URL is used before it is read again: a new one takes effect after this. @default 60 */
  readonly cacheSeconds?: number;
}

/**
 * The webhook's URL from its SecureString in Parameter Store, as `WebhookUrl` asks for it. Who has the URL can write into the
 * channel: it is in no error and in no log. Who can write the parameter can send messages elsewhere: to one of the
 * hosts, and to nowhere else.
 *
 * @throws CodedError PARAMETER_UNAVAILABLE (try again), WEBHOOK_UNUSABLE (with what to do)
 */
export function ssmWebhookUrl(options: WebhookUrlOptions): WebhookUrl {
  const { clock, cacheSeconds = 60 } = options;
  let known: { readonly url: string; readonly until: number } | undefined;
  return async (anew = false) => {
    const now = clock.now().getTime();
    if (anew || known === undefined || known.until <= now) {
      known = { url: usable(await read(options), options), until: now + cacheSeconds * 1_000 };
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

/** https to one of the hosts, and nothing beside it. @throws CodedError WEBHOOK_UNUSABLE */
function usable(value: string, { parameterName, hosts, hostsSetting, loopback = false }: WebhookUrlOptions): string {
  const text = value.trim();
  if (text === "") throw unusable(parameterName, "is empty");
  if (!URL.canParse(text)) throw unusable(parameterName, "does not hold a URL");
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") throw unusable(parameterName, "holds a URL with a user or password");
  if (loopback && url.protocol.startsWith("http") && isLoopback(url.hostname)) return url.href;
  if (url.protocol !== "https:") throw unusable(parameterName, "holds a URL that is not https");
  if (url.port !== "") throw unusable(parameterName, "holds a URL with a port");
  if (!hosts.includes(url.hostname)) {
    const host = HOST_NAME.exec(url.hostname)?.[0] ?? "another host";
    throw unusable(parameterName, `leads to ${host}, which is not in ${hostsSetting} (${hosts.join(", ")})`);
  }
  return url.href;
}

/** Said, so that it is seen who wants the messages. A single word may be a part of a URL that was pasted by half. */
const HOST_NAME = /^(?=.{4,100}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/;

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
