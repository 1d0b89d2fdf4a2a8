import type { NotificationOf } from "../contract/payloads";
import type { Finding } from "../domain/finding";
import { utcTime } from "../domain/utc-time";
import { buttons, fields, header, message, section } from "./blocks";
import { executionLink } from "./console-links";
import { codeText, mrkdwnText } from "./escape";
import { eventFindings } from "./event-findings";
import { findingButtons, findingFields, findingSummary, findingTitle } from "./finding-summary";
import { SHOWN } from "./limits";
import { footer, titleOf, type MessageContext } from "./message-context";
import { severityWords } from "./severity-words";
import type { Message } from "./message";

/** One message for each finding of the event; one that says so when there is none that can be read. */
export function renderFindings(notification: NotificationOf<"finding">, context: MessageContext): readonly Message[] {
  const findings = eventFindings(notification.Event);
  if (findings.length === 0) return [renderUnreadable(notification, context)];
  return findings.map((finding) => renderFinding(finding, notification, context));
}

function renderFinding(finding: Finding, notification: NotificationOf<"finding">, context: MessageContext): Message {
  const sample = finding.sample ? "GuardDuty sample, " : "";
  const title = titleOf(context, `${severityWords(finding.severity)} finding: ${sample}${finding.type || "unknown"}`);
  const description = mrkdwnText(finding.description, SHOWN.description);
  const parts = [
    header(title),
    ...section([`*${findingTitle(finding)}*`, ...(description === "" ? [] : [description])]),
    ...fields([...findingFields(finding), ["Last seen", utcTime(finding.lastObservedAt)], ...statusFields(finding)]),
    ...section(resourceLines(finding)),
    ...buttons([
      ...findingButtons([finding], context),
      { text: "Execution", url: executionLink(notification.Execution) },
    ]),
    footer(context, notification),
  ];
  const line = `${title} in account ${finding.accountId || "unknown"}. ${finding.title}`;
  return message(`${title}. ${finding.title}`, parts, line);
}

const renderUnreadable = (notification: NotificationOf<"finding">, context: MessageContext): Message => {
  const title = titleOf(context, `${severityWords("UNKNOWN")} finding that cannot be read`);
  return message(title, [
    header(title),
    ...findingSummary([]),
    ...section(["The event is in the execution's input: open the execution and look at it."]),
    ...buttons([{ text: "Execution", url: executionLink(notification.Execution) }]),
    footer(context, notification),
  ]);
};

/** Only what is out of the ordinary: a finding is new and active unless it says otherwise. */
const statusFields = ({ workflowStatus, recordState }: Finding): readonly (readonly [string, string])[] => [
  ...(workflowStatus === "" || workflowStatus === "NEW"
    ? []
    : [["Workflow", mrkdwnText(workflowStatus, SHOWN.word)] as const]),
  ...(recordState === "" || recordState === "ACTIVE" ? [] : [["Record", mrkdwnText(recordState, SHOWN.word)] as const]),
];

function resourceLines({ resources }: Finding): readonly string[] {
  if (resources.length === 0) return ["*Resource:* unknown"];
  const lines = resources
    .slice(0, SHOWN.resources)
    .map(({ type, id }) => `• ${mrkdwnText(type, SHOWN.word) || "unknown"} ${codeText(id, SHOWN.detail)}`);
  const more = resources.length - lines.length;
  return ["*Resource:*", ...lines, ...(more > 0 ? [`… and ${more} more`] : [])];
}
