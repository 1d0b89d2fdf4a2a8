import { slackBody } from "../messages/slack-body";
import type { Message } from "../messages/message";
import type { Notifier } from "../ports/notifier";
import { retryAfterSeconds } from "./retry-after";
import { CodedError } from "../contract/coded-error";
import { slackRefused, slackUnavailable } from "./slack-errors";
import { isRedirect, noAnswer, REQUEST_TIMEOUT_MS, untilTaken, type Answer, type TriesOptions } from "./until-taken";
import type { WebhookUrl } from "./webhook-url";

export interface SlackWebhookOptions extends TriesOptions {
  /** Asked for each message: see `ssmWebhookUrl`. */
  readonly webhookUrl: WebhookUrl;
  /** Names the webhook in errors, and tells it from others. @default Slack */
  readonly name?: string;
  /** The form that this receiver understands. @default Slack's Block Kit */
  readonly bodyOf?: (message: Message) => object;
  /** @default the global fetch */
  readonly fetch?: typeof fetch;
}

/**
 * Posts messages to an incoming webhook, of Slack or of one that takes what Slack's takes. 200: taken. 429: waits as
 * long as it asks, within the budget. 5xx, no answer: full jitter, three tries. All else is for good,
 * unless the URL was replaced meanwhile: who revokes the former one at once loses no message. A message whose
 * answer was lost is sent again: twice is better than never. The URL is a secret, so that no error of fetch leaves here
 * (their causes carry it).
 * https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 *
 * @throws CodedError SLACK_UNAVAILABLE (try again), SLACK_REFUSED, and what `webhookUrl` throws
 */
export function slackWebhook(options: SlackWebhookOptions): Notifier {
  const { name = "Slack", bodyOf = slackBody } = options;
  return {
    name,
    send: async (message) => {
      const body = JSON.stringify(bodyOf(message));
      const sendTo = (url: string) =>
        untilTaken(
          options,
          () => post(options, name, url, body),
          (why) => slackUnavailable(name, why),
        );
      const url = await options.webhookUrl();
      try {
        await sendTo(url);
      } catch (error) {
        const isRefused = error instanceof CodedError && error.code === "SLACK_REFUSED";
        const next = isRefused ? await options.webhookUrl(true) : url;
        if (next === url) throw error;
        await sendTo(next);
      }
    },
  };
}

async function post(options: SlackWebhookOptions, name: string, url: string, body: string): Promise<Answer> {
  let response: Response;
  let text: string;
  try {
    response = await (options.fetch ?? fetch)(url, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8" },
      body,
      redirect: "error",
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    text = await response.text();
  } catch (error) {
    if (isRedirect(error)) throw slackRefused(name, 302, "redirect_not_followed", url);
    return noAnswer(error);
  }
  if (response.ok) return { kind: "taken" };
  if (response.status === 429) {
    return { kind: "wait", seconds: retryAfterSeconds(response.headers.get("retry-after"), options.clock) };
  }
  if (response.status >= 500) return { kind: "again", why: `it answered HTTP ${response.status}` };
  throw slackRefused(name, response.status, text, url);
}
