import { CodedError } from "../contract/coded-error";

const NEW_WEBHOOK = "make a new incoming webhook in Slack and put its URL into the webhook parameter";

/**
 * What to do, by the word that Slack's webhooks answer with.
 * https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks ("Handling errors") and
 * https://api.slack.com/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks
 */
const WHAT_TO_DO: Readonly<Record<string, string>> = {
  no_service: `the webhook is revoked or disabled: ${NEW_WEBHOOK}`,
  no_service_id: `the webhook's URL is not complete: ${NEW_WEBHOOK}`,
  no_active_hooks: `the webhook is disabled: ${NEW_WEBHOOK}`,
  no_team: `the webhook's workspace is gone: ${NEW_WEBHOOK}`,
  team_disabled: `the webhook's workspace is disabled: ${NEW_WEBHOOK}`,
  invalid_token: `the webhook's URL is not valid (any more): ${NEW_WEBHOOK}`,
  action_prohibited: "an administrator restricts this webhook: ask the workspace's administrator to allow it",
  posting_to_general_channel_denied:
    "the webhook may not post to #general: choose another channel, or ask an administrator",
  channel_not_found: `the webhook's channel is gone: ${NEW_WEBHOOK}`,
  channel_is_archived: "the webhook's channel is archived: unarchive it, or make a webhook for another channel",
};

const BAD_MESSAGE = "Slack does not accept the form of the message: this is a defect of send-gd-finding, report it";
const ANY = "check the webhook and its channel in Slack";

/** Slack (or the webhook of this name) refused for good. The message has Slack's word, what to do, and nothing of the URL. */
export function slackRefused(name: string, status: number, answer: string, url: string): CodedError {
  const word = errorWord(answer, url);
  const todo = (Object.hasOwn(WHAT_TO_DO, word) ? WHAT_TO_DO[word] : undefined) ?? (status === 400 ? BAD_MESSAGE : ANY);
  return new CodedError("SLACK_REFUSED", `${name} refused the message (HTTP ${status}, ${word}): ${todo}`);
}

/** It did not take the message now. `why` must not come from an error's text, which may carry the URL. */
export const slackUnavailable = (name: string, why: string): CodedError =>
  new CodedError("SLACK_UNAVAILABLE", `${name} did not take the message: ${why}; try again`);

/** Slack answers with one word as plain text. Anything else may be a proxy's page, or the URL, and is not repeated. */
function errorWord(answer: string, url: string): string {
  const [word = ""] = /^[a-z][a-z0-9_]{1,63}$/.exec(answer.trim()) ?? [];
  const secret = url.toLowerCase();
  const isOfUrl = secret.includes(word) || secret.split(/\W/).some((part) => part.length > 8 && word.includes(part));
  return isOfUrl ? "no error word" : word;
}
