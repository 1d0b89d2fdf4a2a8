/**
 * Text that others wrote (a finding, an error) made harmless for Slack. Three forms, by where the text goes; each is
 * cut with "…" so that it is never longer than its limit, entities included, and never ends inside of one.
 *
 * | what is in the text                        | what becomes of it                                                |
 * |--------------------------------------------|-------------------------------------------------------------------|
 * | & < >                                      | entities: no `<!channel>`, no `<@U…>`, no `<url\|label>`           |
 * | newlines, tabs                             | one blank: no quote and no list begins                            |
 * | control, bidirectional, zero-width, lone surrogate | removed: nothing is reordered or hidden                   |
 * | more than six marks on one character       | the first six: no flood over the lines around it                  |
 * | @channel, @here, @everyone                 | a word joiner behind the @                                        |
 * | * ~ ` and _ at a word's edge (mrkdwn)      | a sign that looks alike and formats nothing                       |
 * | :emoji: and :// (mrkdwn)                   | a word joiner behind the colon; the groups of an IPv6 address stay |
 *
 * https://docs.slack.dev/messaging/formatting-message-text ("Escaping text", "Special mentions")
 */

/** U+2060: has no width, is no word character, and may not break a line. */
export const JOINER = "\u2060";

/** For mrkdwn: shows as it reads, formats nothing. */
export const mrkdwnText = (value: string, limit: number): string => cut(unformatted(clean(value, limit)), limit);

/** For plain_text, which Slack does not format. */
export const plainText = (value: string, limit: number): string => cut(clean(value, limit), limit);

/** For mrkdwn, between backticks: Slack formats nothing there, so that it can be copied as it is. */
export function codeText(value: string, limit: number): string {
  const inside = cut(clean(value, limit).replaceAll("`", "'"), limit - 2);
  return inside === "" ? "unknown" : `\`${inside}\``;
}

/** Reads no more than it may need: removed characters aside, a text over the limit is cut anyway. */
function clean(value: string, limit: number): string {
  return value
    .slice(0, limit * 8)
    .replace(/[\t\n\v\f\r\u0085\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, "")
    .replace(/(\p{M}{6})\p{M}+/gu, "$1")
    .replace(/([@\uFF20])(?=channel|here|everyone)/giu, `$1${JOINER}`)
    .trim();
}

function unformatted(text: string): string {
  return text
    .replaceAll("*", "\u2217")
    .replaceAll("~", "\u223C")
    .replaceAll("`", "'")
    .replace(/(?<![\p{L}\p{N}_])_+|_+(?![\p{L}\p{N}_])/gu, (run) => "\u02CD".repeat(run.length))
    .replace(/(?<![\da-f:]):(?=[\da-f]{1,4}:)|:(?![\da-f]{1,4}:)(?=[\p{L}\p{N}_+'-]+:|\/\/)/giu, `:${JOINER}`);
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** The text again, of what was escaped: for a channel that knows no entities, or to escape it in another way. */
export const unescaped = (text: string): string =>
  text.replace(/&(amp|lt|gt);/g, (_, name: string) => ({ amp: "&", lt: "<" })[name] ?? ">");

/** Escapes and cuts in one pass, by code points: an entity or a pair of surrogates is kept whole or left out. */
function cut(text: string, limit: number): string {
  let escaped = "";
  let fits = "";
  for (const character of text) {
    escaped += ENTITIES[character] ?? character;
    if (escaped.length > limit) return `${fits.trimEnd()}…`;
    if (escaped.length < limit) fits = escaped;
  }
  return escaped;
}
