import { object } from "../domain/finding";

/** Slack's webhooks, should one ever reach an error's text: who has the URL can write into the channel. */
const WEBHOOK_URL = /https?:\/\/hooks\.slack[^\s"']*/gi;

/**
 * The sentence inside a Catch's Cause. Lambda writes a JSON object with errorMessage into it (Lambda developer guide,
 * "Node.js function errors"); Step Functions itself writes plain text. Not escaped.
 */
export function failureSentence(cause: string | undefined): string {
  const text = (cause ?? "").slice(0, 100_000);
  return (messageIn(text) ?? text).replace(WEBHOOK_URL, "[webhook URL]") || "unknown";
}

function messageIn(text: string): string | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    const { errorMessage } = object(JSON.parse(text));
    return typeof errorMessage === "string" ? errorMessage : undefined;
  } catch {
    return undefined;
  }
}
