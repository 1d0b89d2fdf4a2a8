import type { Finding } from "../domain/finding";
import { fields, section, type LinkTo } from "./blocks";
import { findingLink } from "./console-links";
import { codeText, mrkdwnText } from "./escape";
import { SHOWN } from "./limits";
import type { MessageContext } from "./message-context";
import { severityWords } from "./severity-words";
import type { SlackBlock } from "./slack-message";

type Pair = readonly [name: string, value: string];

/** What a finding says of itself, for two columns. */
export const findingFields = (finding: Finding): readonly Pair[] => [
  ["Severity", severityWords(finding.severity)],
  ["Finding type", orUnknown(finding.type)],
  ["Account", codeText(finding.accountId, SHOWN.word)],
  ["Region", orUnknown(finding.region)],
];

/** The findings behind a message: one in full, several in a line each, none said so. */
export function findingSummary(findings: readonly Finding[], extra: readonly Pair[] = []): SlackBlock[] {
  const [first] = findings;
  if (first === undefined)
    return [...section(["*Finding:* unknown (the event has none that can be read)"]), ...fields(extra)];
  if (findings.length === 1) {
    return [...section([`*Why:* ${findingTitle(first)}`]), ...fields([...findingFields(first), ...extra])];
  }
  const lines = findings.slice(0, SHOWN.findings).map((finding) => {
    const words = [severityWords(finding.severity), orUnknown(finding.type), codeText(finding.accountId, SHOWN.word)];
    return `• ${[...words, orUnknown(finding.region)].join(" · ")}`;
  });
  const more = findings.length - lines.length;
  return [
    ...section([`*Why:* ${findings.length} findings`, ...lines, ...(more > 0 ? [`… and ${more} more`] : [])]),
    ...fields(extra),
  ];
}

/** The title, with the mark that it is only a sample. */
export const findingTitle = (finding: Finding): string =>
  `${finding.sample ? "(GuardDuty sample) " : ""}${mrkdwnText(finding.title, SHOWN.title) || "unknown"}`;

/** A button for each of the first findings. */
export function findingButtons(findings: readonly Finding[], { region }: MessageContext): readonly LinkTo[] {
  return findings.slice(0, SHOWN.resources).map((finding, index) => ({
    text: findings.length === 1 ? "Finding in Security Hub" : `Finding ${index + 1} in Security Hub`,
    url: findingLink(finding.region || region, finding.id),
  }));
}

const orUnknown = (value: string): string => mrkdwnText(value, SHOWN.word) || "unknown";
