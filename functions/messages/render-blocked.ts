import type { NotificationOf, RecordOutcome } from "../contract/payloads";
import { hostsByEnd } from "./block-ends";
import { blockedHosts, OBSERVED, type BlockedHosts } from "./blocked-hosts";
import { blockedTitle } from "./blocked-title";
import { buttons, header, message, section } from "./blocks";
import { executionLink } from "./console-links";
import {
  capacityLines,
  lateLines,
  leftOutLines,
  liftedBeforeLines,
  noPolicyLines,
  repairLines,
  withdrawnLines,
} from "./enforcement-lines";
import { mrkdwnText } from "./escape";
import { eventFindings } from "./event-findings";
import { findingButtons, findingSummary, findingWords } from "./finding-summary";
import { hostList, hostsInLine } from "./host-list";
import { ifWrongLines } from "./if-wrong";
import { keptLines, whoLiftedLines } from "./lifted-lines";
import { SHOWN } from "./limits";
import { footer, titleOf, type MessageContext } from "./message-context";
import { perhapsMore, refusalLines } from "./refusal-lines";
import type { Message } from "./message";

/** Hosts that were blocked, or would be, or were not, or whose block was lifted; why, and until when. */
export function renderBlocked(notification: NotificationOf<"blocked">, context: MessageContext): Message {
  const { Recorded, Enforced, Event, Execution } = notification;
  const observe = context.mode === "observe";
  const hosts = blockedHosts(notification, context);
  const findings = eventFindings(Event);
  const title = titleOf(context, blockedTitle(hosts, Enforced, context));
  const why = findingWords(findings);
  const begun = [...hosts.blocked, ...hosts.wouldBlock];
  const parts = [
    header(title),
    ...section(noPolicyLines(Enforced)),
    ...section([
      ...endLines("Blocked", hosts.blocked, Recorded),
      ...endLines(
        "Would block",
        hosts.wouldBlock,
        Recorded,
        ` (${observe ? "observe mode" : "observed"}: no rule was made${observe ? "" : blockedFrom(notification)})`,
      ),
    ]),
    ...section([...lateLines(Enforced), ...liftedBeforeLines(Enforced)]),
    ...section(otherLines(hosts)),
    ...section(observe ? [] : observedLines(notification)),
    ...section(Recorded.Lifted.length > 0 ? whoLiftedLines(Event) : []),
    ...section(keptLines(hosts.kept, context.mode)),
    ...section(withdrawnLines(Enforced)),
    ...list("*NOT blocked:*", refusalLines(hosts.notBlocked)),
    ...list("*Not recorded:*", [...refusalLines(hosts.refused), ...perhapsMore(hosts.refused)]),
    ...findingSummary(findings),
    ...section(begun.length > 0 ? ifWrongLines(findings, context, hosts.blocked.length > 0) : []),
    ...section(repairLines(Enforced)),
    ...section(leftOutLines(Enforced)),
    ...section(capacityLines(Enforced)),
    ...buttons([...findingButtons(findings, context), { text: "Execution", url: executionLink(Execution) }]),
    footer(context, notification),
  ];
  const what = blockedTitle(hosts, Enforced, context, hostsInLine, endDay(begun, Recorded));
  return message(`${title}. ${why}`, parts, `${what}: ${why}`);
}

/** The day on which the first of them ends. */
function endDay(hosts: readonly string[], recorded: RecordOutcome): string {
  const ends = [...hostsByEnd(hosts, recorded).keys()].map((words) => words.replace(/ \d\d:\d\d UTC$/, ""));
  const [first = ""] = ends;
  return ends.every((end) => end === first) ? first : `${first} or later`;
}

const list = (heading: string, lines: readonly string[]) => (lines.length > 0 ? section([heading, ...lines]) : []);

/** As update-nf-rg words it, when it is the same for all of them. */
function blockedFrom({ Enforced }: NotificationOf<"blocked">): string {
  const details = Enforced.NotBlocked.filter(({ Reason }) => Reason === OBSERVED).map(({ Detail }) => Detail);
  const [words, ...others] = new Set(details.map((detail) => /will be blocked from [\d-]{10} on/.exec(detail)?.[0]));
  return words === undefined || others.length > 0 ? "" : `; ${words}`;
}

/** Why hosts are only observed while others are blocked: the finding's type, and until when. */
function observedLines({ Enforced }: NotificationOf<"blocked">): readonly string[] {
  const details = Enforced.NotBlocked.filter(({ Reason }) => Reason === OBSERVED).map(({ Detail }) => Detail);
  return [...new Set(details)]
    .filter((detail) => detail !== "")
    .slice(0, SHOWN.findings)
    .map((detail) => `• ${mrkdwnText(detail, SHOWN.detail)}`);
}

/** A line for each end: hosts that came back stay longer. */
function endLines(what: string, hosts: readonly string[], recorded: RecordOutcome, remark = ""): readonly string[] {
  return [...hostsByEnd(hosts, recorded)].map(([until, names]) => `*${what}${until}${remark}:* ${hostList(names)}`);
}

function otherLines({ already, lifted, takenOff }: BlockedHosts): readonly string[] {
  const lines: readonly (readonly [string, readonly string[]])[] = [
    ["*Blocked already:*", already],
    ["*Block lifted, its finding was suppressed:*", lifted],
    ["*Taken off the blocklist (no rule dropped it), its finding was suppressed:*", takenOff],
  ];
  return lines.filter(([, names]) => names.length > 0).map(([heading, names]) => `${heading} ${hostList(names)}`);
}
