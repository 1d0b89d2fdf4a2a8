import { MAX_DETAILS_IN_PAYLOAD, type Refusal } from "../contract/payloads";
import { codeText, mrkdwnText } from "./escape";
import { SHOWN } from "./limits";

/** Of a host that is blocked, and whose finding blocks nobody any more. */
export const staysBlocked = ({ Reason }: Refusal): boolean => Reason === "STAYS_BLOCKED";

/** The sentence; that there is nothing to block is said by the list that it stands in. */
export const refusalSentence = ({ Detail }: Refusal): string => Detail.replace(/^nothing to block: /, "");

/** One line a refusal: the host, where the sentence does not begin with it, the sentence, the code. Then how many more. */
export function refusalLines(refusals: readonly Refusal[]): readonly string[] {
  const lines = refusals.slice(0, SHOWN.refusals).map((refusal) => {
    const { Host, Reason, Detail } = refusal;
    const isSaid = Host === "" || [`${Host} `, `"${Host}" `].some((start) => Detail.startsWith(start));
    const host = isSaid ? "" : `${codeText(Host, SHOWN.host)}: `;
    const sentence = mrkdwnText(refusalSentence(refusal), SHOWN.detail) || "unknown";
    return `• ${host}${sentence} (${codeText(Reason, SHOWN.host)})`;
  });
  const more = refusals.length - lines.length;
  return more > 0 ? [...lines, `… and ${more} more`] : lines;
}

/** What add-ip-to-ddb refused is cut in the payload, without a count: a full list may not be all. */
export const perhapsMore = (refusals: readonly Refusal[]): readonly string[] =>
  refusals.length >= MAX_DETAILS_IN_PAYLOAD ? ["… and perhaps more: the log of add-ip-to-ddb has them all"] : [];

/** Thresholds of the config: what is below one is refused again and again, by no fault of the finding. */
export const POLICY_REASONS: readonly string[] = [
  "BELOW_SEVERITY",
  "TYPE_NOT_LISTED",
  "ACCOUNT_NOT_LISTED",
  "REGION_NOT_LISTED",
];

/** How often a refusal is told (functions/send-gd-finding/told-keys.ts), so that its silence is understood. */
export function howOftenLines(refusals: readonly Refusal[]): readonly string[] {
  const isPolicy = ({ Host, Reason }: Refusal) => Host === "" && POLICY_REASONS.includes(Reason);
  const often = [
    [refusals.some(isPolicy), "once a day for this account, finding type and reason, whichever finding it is"],
    [refusals.some(({ Host }) => Host !== ""), "once a day for a host and reason"],
    [
      refusals.some((one) => one.Host === "" && !isPolicy(one)),
      "once in 30 days for this finding, reason and severity",
    ],
  ] as const;
  const said = often.filter(([is]) => is).map(([, words]) => words);
  return said.length === 0 ? [] : [`Said ${said.join("; ")}.`];
}
