import type { Now } from "../call";
import { listen, type HttpReply, type HttpRequest, type Listening } from "../http-server";
import { isAbsent, parseJsonObject, type JsonObject } from "../json";
import { blocksProblems } from "./blocks";

/** Shaped as Slack's own; the last part would be the secret. */
const WEBHOOK_PATH = "/services/T00000000/B00000000/loopbackstandinnotsecret";

/** A block that has been checked. */
export type SlackBlock = JsonObject & { readonly type: string };

export interface SlackMessage {
  /** Epoch milliseconds of the stand-in's clock. */
  readonly at: number;
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

/** An answer that Slack would give in bad times; the message is not taken. */
export interface SlackFault {
  readonly status: number;
  readonly body: string;
  /** Sent as Retry-After, as Slack does with a 429. https://docs.slack.dev/apis/web-api/rate-limits */
  readonly retryAfterSeconds?: number;
  /** Sent as Location, with a 302. */
  readonly location?: string;
}

/** One attempt, taken or not. */
export interface SlackAttempt {
  readonly at: number;
  readonly status: number;
  /** Slack's answer: `ok`, or the error's name. */
  readonly answer: string;
  /** What is wrong, place by place. Slack does not say; tests want to know. */
  readonly problems: readonly string[];
}

export interface SlackStandIn extends Listening {
  /** The incoming webhook: what the owner of the real one puts into SSM. */
  readonly webhookUrl: string;
  /** The messages that were taken. */
  readonly messages: readonly SlackMessage[];
  readonly attempts: readonly SlackAttempt[];
  /** Called with each message that is taken from now on. */
  readonly onMessage: (listener: (message: SlackMessage) => void) => void;
  /** The next request is answered with this; faults queue up. */
  readonly failNext: (fault: SlackFault) => void;
}

/**
 * A receiver of incoming webhooks that is as strict as Slack, which answers with plain text.
 * https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors
 * https://api.slack.com/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks
 */
export async function startSlack({ now = Date.now }: { readonly now?: Now } = {}): Promise<SlackStandIn> {
  const messages: SlackMessage[] = [];
  const attempts: SlackAttempt[] = [];
  const faults: SlackFault[] = [];
  const listeners: ((message: SlackMessage) => void)[] = [];

  const server = await listen((request) => {
    const at = now();
    const fault = faults.shift();
    const { reply, problems, message } = fault === undefined ? judge(request) : { reply: faultReply(fault) };
    if (message !== undefined) {
      messages.push({ at, ...message });
      for (const listener of listeners) listener({ at, ...message });
    }
    attempts.push({ at, status: reply.status, answer: reply.body, problems: problems ?? [] });
    return Promise.resolve(reply);
  });

  return {
    ...server,
    webhookUrl: `${server.url}${WEBHOOK_PATH}`,
    messages,
    attempts,
    onMessage: (listener) => void listeners.push(listener),
    failNext: (fault) => void faults.push(fault),
  };
}

interface Verdict {
  readonly reply: HttpReply;
  readonly problems?: readonly string[];
  readonly message?: Pick<SlackMessage, "text" | "blocks">;
}

function judge({ method, path, headers, body }: HttpRequest): Verdict {
  const refuse = (status: number, answer: string, problem: string): Verdict => ({
    reply: textReply(status, answer),
    problems: [problem],
  });
  if (path !== WEBHOOK_PATH) return refuse(404, "no_service", "the webhook's path is not ours");
  if (method !== "POST") return refuse(405, "method_not_allowed", `${method} instead of POST`);
  const payload = parseJsonObject(body);
  if (!headers["content-type"]?.startsWith("application/json") || payload === undefined) {
    return refuse(400, "invalid_payload", "the body must be a JSON object sent as application/json");
  }
  const { text, blocks } = payload;
  if (!isAbsent(text) && typeof text !== "string") return refuse(400, "invalid_payload", "text is not text");
  const problems = isAbsent(blocks) ? [] : blocksProblems(blocks);
  if (problems.length > 0) return { reply: textReply(400, "invalid_blocks"), problems };
  const kept = isAbsent(blocks) ? [] : (blocks as readonly SlackBlock[]);
  if (isAbsent(text) ? kept.length === 0 : text === "" && kept.length === 0) {
    return refuse(400, "no_text", "neither text nor blocks");
  }
  return { reply: textReply(200, "ok"), message: { text: text ?? "", blocks: kept } };
}

const faultReply = ({ status, body, retryAfterSeconds, location }: SlackFault): HttpReply => {
  const reply = textReply(status, body);
  return {
    ...reply,
    headers: {
      ...reply.headers,
      ...(retryAfterSeconds !== undefined && { "retry-after": String(retryAfterSeconds) }),
      ...(location !== undefined && { location }),
    },
  };
};

const textReply = (status: number, body: string): HttpReply => ({
  status,
  headers: { "content-type": "text/html" },
  body,
});
