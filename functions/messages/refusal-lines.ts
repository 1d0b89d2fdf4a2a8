import { MAX_DETAILS_IN_PAYLOAD, type Refusal } from "../contract/payloads";
import { codeText, mrkdwnText } from "./escape";
import { SHOWN } from "./limits";

/** One line a refusal: the host (a whole finding has none), the sentence, the code. Then how many more. */
export function refusalLines(refusals: readonly Refusal[]): readonly string[] {
  const lines = refusals.slice(0, SHOWN.refusals).map(({ Host, Reason, Detail }) => {
    const host = Host === "" ? "" : `${codeText(Host, SHOWN.host)}: `;
    return `• ${host}${mrkdwnText(Detail, SHOWN.detail) || "unknown"} (${codeText(Reason, SHOWN.host)})`;
  });
  const more = refusals.length - lines.length;
  return more > 0 ? [...lines, `… and ${more} more`] : lines;
}

/** What add-ip-to-ddb refused is cut in the payload, without a count: a full list may not be all. */
export const perhapsMore = (refusals: readonly Refusal[]): readonly string[] =>
  refusals.length >= MAX_DETAILS_IN_PAYLOAD ? ["… and perhaps more: the log of add-ip-to-ddb has them all"] : [];
