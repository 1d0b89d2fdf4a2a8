import type { NotificationOf } from "../contract/payloads";
import { blockedHosts, type BlockedHosts } from "./blocked-hosts";
import { blockedTitle } from "./blocked-title";
import { buttons, header, message, section } from "./blocks";
import { executionLink } from "./console-links";
import { capacityLines, leftOutLines, noPolicyLines, repairLines } from "./enforcement-lines";
import { eventFindings } from "./event-findings";
import { findingButtons, findingSummary } from "./finding-summary";
import { hostList } from "./host-list";
import { footer, titleOf, type MessageContext } from "./message-context";
import { perhapsMore, refusalLines } from "./refusal-lines";
import type { SlackMessage } from "./slack-message";
import { utcTime } from "./utc-time";

/** Hosts that were blocked, or would be, or were not, or whose block was lifted; why, and until when. */
export function renderBlocked(notification: NotificationOf<"blocked">, context: MessageContext): SlackMessage {
  const { Recorded, Enforced, Event, Execution } = notification;
  const observe = context.mode === "observe";
  const hosts = blockedHosts(notification, context);
  const findings = eventFindings(Event);
  const title = titleOf(context, blockedTitle(hosts, Enforced.UsedByNoPolicy, observe));
  return message(`${title}. ${findings.map(({ type }) => type).join(", ")}`, [
    header(title),
    ...section(noPolicyLines(Enforced)),
    ...section(hostLines(hosts, Recorded.Until, observe)),
    ...list("*NOT blocked:*", refusalLines(hosts.notBlocked)),
    ...list("*Not recorded:*", [...refusalLines(Recorded.Refused), ...perhapsMore(Recorded.Refused)]),
    ...findingSummary(findings),
    ...section(repairLines(Enforced)),
    ...section(leftOutLines(Enforced)),
    ...section(capacityLines(Enforced)),
    ...buttons([...findingButtons(findings, context), { text: "Execution", url: executionLink(Execution) }]),
    footer(context, notification),
  ]);
}

const list = (heading: string, lines: readonly string[]) => (lines.length > 0 ? section([heading, ...lines]) : []);

function hostLines(hosts: BlockedHosts, until: string, observe: boolean): readonly string[] {
  const ends = until === "" ? "" : ` until ${utcTime(until)}`;
  const lines: readonly (readonly [string, readonly string[]])[] = [
    [`*Blocked${ends}:*`, hosts.blocked],
    [`*Would block${ends} (observe mode: no rule was changed):*`, hosts.wouldBlock],
    ["*Blocked already:*", hosts.already],
    [
      observe
        ? "*Taken off the blocklist (observe mode: no rule was changed), its finding was suppressed:*"
        : "*Block lifted, its finding was suppressed:*",
      hosts.lifted,
    ],
  ];
  return lines.filter(([, names]) => names.length > 0).map(([heading, names]) => `${heading} ${hostList(names)}`);
}
