import type { SlackMessage } from "../messages/slack-message";
import type { Clock } from "../ports/clock";
import type { Notifier } from "../ports/notifier";
import { retryAfterSeconds } from "./retry-after";
import { slackRefused, slackUnavailable } from "./slack-errors";

export interface SlackWebhookOptions {
  /** Asked for each message: see `ssmWebhookUrl`. */
  readonly webhookUrl: () => Promise<string>;
  readonly clock: Clock;
  /** @default the global fetch */
  readonly fetch?: typeof fetch;
  /** Milliseconds until the invocation ends: an error of ours comes before Lambda's. @default no end */
  readonly timeLeftMs?: () => number;
  /** Seconds that one message waits at most, all its waits together. @default 20 */
  readonly waitBudgetSeconds?: number;
}

const TIMEOUT_MS = 5_000;
/** For 5xx and failed connections. A 429 is an answer: it uses up the budget of waits and no try. */
const TRIES = 3;
const FIRST_BACKOFF_SECONDS = 0.5;
const WAIT_BUDGET_SECONDS = 20;

/** Time after the last answer, to say what happened. */
const MARGIN_MS = 1_000;

type Answer =
  | { readonly kind: "taken" }
  | { readonly kind: "wait"; readonly seconds: number }
  | { readonly kind: "again"; readonly why: string };

/**
 * Posts messages to an incoming webhook. 200: taken. 429: waits as long as Slack asks, within the budget. 5xx, no
 * answer: full jitter, three tries. All else is for good. A message whose answer was lost is sent again: twice is
 * better than never. The URL is a secret, so that no error of fetch leaves here (their causes carry it).
 * https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 *
 * @throws CodedError SLACK_UNAVAILABLE (try again), SLACK_REFUSED, and what `webhookUrl` throws
 */
export function slackWebhook(options: SlackWebhookOptions): Notifier {
  const { clock, timeLeftMs = () => Infinity, waitBudgetSeconds = WAIT_BUDGET_SECONDS } = options;
  return {
    send: async (message) => {
      const url = await options.webhookUrl();
      const body = bodyOf(message);
      let budget = waitBudgetSeconds;
      for (let tries = 0; ;) {
        if (timeLeftMs() < TIMEOUT_MS + MARGIN_MS) throw slackUnavailable("there is no time left for a try");
        const answer = await post(options.fetch ?? fetch, url, body, clock);
        if (answer.kind === "taken") return;
        if (answer.kind === "again") tries += 1;
        if (answer.kind === "again" && tries >= TRIES) throw slackUnavailable(`${answer.why}, ${TRIES} times`);
        const seconds = answer.kind === "wait" ? answer.seconds : backoffSeconds(tries, clock.random());
        if (seconds > budget || timeLeftMs() < seconds * 1_000 + TIMEOUT_MS + MARGIN_MS) {
          throw slackUnavailable(answer.kind === "wait" ? `it asks to wait for ${Math.ceil(seconds)} s` : answer.why);
        }
        budget -= seconds;
        await clock.sleep(seconds * 1_000);
      }
    },
  };
}

/** No previews of links: an attacker's page must not show itself. */
const bodyOf = (message: SlackMessage): string =>
  JSON.stringify({ ...message, unfurl_links: false, unfurl_media: false });

/** https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ */
const backoffSeconds = (tries: number, random: number): number => random * FIRST_BACKOFF_SECONDS * 2 ** tries;

async function post(send: typeof fetch, url: string, body: string, clock: Clock): Promise<Answer> {
  let response: Response;
  let text: string;
  try {
    response = await send(url, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8" },
      body,
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    text = await response.text();
  } catch (error) {
    if (isRedirect(error)) throw slackRefused(302, "redirect_not_followed");
    return { kind: "again", why: noAnswer(error) };
  }
  if (response.ok) return { kind: "taken" };
  if (response.status === 429) {
    return { kind: "wait", seconds: retryAfterSeconds(response.headers.get("retry-after"), clock) };
  }
  if (response.status >= 500) return { kind: "again", why: `it answered HTTP ${response.status}` };
  throw slackRefused(response.status, text);
}

/** What fetch says of a failed connection is in its cause. Read by shape: another realm's Error is no Error here. */
const causeOf = (error: unknown) =>
  ((error as { readonly cause?: unknown } | undefined)?.cause ?? {}) as {
    readonly code?: unknown;
    readonly message?: unknown;
  };

/** Node's fetch has no code for this one. */
const isRedirect = (error: unknown): boolean => causeOf(error).message === "unexpected redirect";

/** A code such as ECONNREFUSED, a name such as TimeoutError: words that cannot carry the URL. */
function noAnswer(error: unknown): string {
  const { code } = causeOf(error);
  if (typeof code === "string" && /^[A-Z_]{1,40}$/.test(code)) return `no answer (${code})`;
  const { name } = error as { readonly name?: unknown };
  return name === "TimeoutError" ? `no answer within ${TIMEOUT_MS / 1_000} s` : "no answer";
}
