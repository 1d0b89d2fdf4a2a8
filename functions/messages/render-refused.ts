import { MAX_DETAILS_IN_PAYLOAD, type NotificationOf } from "../contract/payloads";
import { buttons, header, message, section } from "./blocks";
import { executionLink } from "./console-links";
import { eventFindings } from "./event-findings";
import { findingButtons, findingSummary } from "./finding-summary";
import { hostList, hostsInTitle } from "./host-list";
import { footer, titleOf, type MessageContext } from "./message-context";
import { perhapsMore, refusalLines } from "./refusal-lines";
import type { SlackMessage } from "./slack-message";

/** Nothing of this event is blocked, and why. */
export function renderRefused(notification: NotificationOf<"refused">, context: MessageContext): SlackMessage {
  const { Recorded, Event, Execution } = notification;
  const findings = eventFindings(Event);
  const title = titleOf(context, refusedTitle(Recorded.Refused));
  const reasons = Recorded.Refused.length > 0 ? refusalLines(Recorded.Refused) : ["• unknown"];
  return message(`${title}. ${Recorded.Refused.map(({ Detail }) => Detail).join("; ")}`, [
    header(title),
    ...section(["*Why not:*", ...reasons, ...perhapsMore(Recorded.Refused)]),
    ...section(Recorded.AlreadyBlocked.length > 0 ? [`*Blocked already:* ${hostList(Recorded.AlreadyBlocked)}`] : []),
    ...findingSummary(findings),
    ...buttons([...findingButtons(findings, context), { text: "Execution", url: executionLink(Execution) }]),
    footer(context, notification),
  ]);
}

function refusedTitle(refusals: NotificationOf<"refused">["Recorded"]["Refused"]): string {
  const hosts = refusals.map(({ Host }) => Host).filter((host) => host !== "");
  const reasons = [...new Set(refusals.map(({ Reason }) => Reason))];
  const why = reasons.length === 1 ? ` (${reasons.join()})` : "";
  return `Not blocked: ${hosts.length > 0 ? hostsInTitle(hosts, { fullAt: MAX_DETAILS_IN_PAYLOAD }) : "nothing of this finding"}${why}`;
}
