import { MARKED_WORD } from "../hostile-values";

/** What a text of ours must not have, by where it is read. A word joiner (U+2060) is ours: it breaks mentions up. */

/** Control, format, half of a pair; not our own line breaks. Format is what reorders, hides, or has no width. */
const HIDDEN = /(?![\n\u2060])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
/** A flood of these runs over the lines above and below. */
const FLOOD = /\p{M}{10}/u;
const MENTION = /[@\uff20](?:channel|here|everyone)/i;
/** What a text shows when code found something that nobody sent. */
const INNARDS = /\[native code\]|\[object |\bundefined\b/;

const CODE = /```[\s\S]*?```|`[^`\n]*`/g;
/** Within a word an underscore formats nothing. */
const FORMATTED = new RegExp(
  `[*~\`]${MARKED_WORD}[*~\`]|:${MARKED_WORD}:|(?<![\\p{L}\\p{N}])_${MARKED_WORD}_(?![\\p{L}\\p{N}])`,
  "iu",
);

type Check = readonly [pattern: RegExp, problem: string];
const EVERYWHERE: readonly Check[] = [
  [HIDDEN, "a hidden character"],
  [FLOOD, "a flood of combining marks"],
  [MENTION, "a mention of everyone"],
  [INNARDS, "innards of the code"],
];
const ESCAPED: readonly Check[] = [
  [/[<>]/, "a < or > that is not escaped"],
  [/&(?!(?:amp|lt|gt);)/, "an & that is not escaped"],
];
const OUTSIDE_CODE: readonly Check[] = [
  [FORMATTED, "formatting of others"],
  [/:\/\//, "a link of others"],
];

/** Slack's plain_text, in which nothing is formatted. */
export const titleProblems = (text: string): readonly string[] => found(text, [...EVERYWHERE, ...ESCAPED]);

/** Slack's mrkdwn. */
export const slackProblems = (text: string): readonly string[] => [
  ...titleProblems(text),
  ...found(text.replaceAll(CODE, ""), OUTSIDE_CODE),
  ...((text.match(/`/g)?.length ?? 0) % 2 === 0 ? [] : [`an open code span in ${shown(text)}`]),
];

/** Mattermost and Rocket.Chat, our own links taken out: they know more of Markdown, and mentions of persons. */
export const mrkdwnProblems = (text: string): readonly string[] => [
  ...slackProblems(text),
  ...found(text, [
    [/[@\uff20][\p{L}\p{N}_.-]/u, "a mention"],
    [/\]\(/, "a Markdown link"],
    [/www\./i, "a link"],
  ]),
];

/** E-mail, and whatever chat somebody passes the topic on to. */
export const plainProblems = (text: string): readonly string[] =>
  found(text, [...EVERYWHERE, [/<[!@#]/, "a mention"], [/<[a-z][a-z0-9+.-]*:[^>\s]*[|>]/i, "a link of others"]]);

const found = (text: string, checks: readonly Check[]): readonly string[] =>
  checks.flatMap(([pattern, problem]) => {
    const at = pattern.exec(text)?.index;
    return at === undefined ? [] : [`${problem} in ${shown(text.slice(Math.max(0, at - 20)))}`];
  });

const shown = (text: string): string => JSON.stringify(text.slice(0, 100));
