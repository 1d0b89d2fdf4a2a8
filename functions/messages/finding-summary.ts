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

/** `Recon:EC2-Portscan in account 111122223333`: each kind of finding once. Not escaped. */
export const findingWords = (findings: readonly Finding[]): string =>
  [...new Set(findings.map(({ type, accountId }) => `${type || "unknown"} in account ${accountId || "unknown"}`))].join(
    ", ",
  );

/** The findings behind a message: one in full, several in a line each, none said so. */
export function findingSummary(findings: readonly Finding[], label = "Why"): SlackBlock[] {
  const [first] = findings;
  if (first === undefined) return section(["*Finding:* unknown (the event has none that can be read)"]);
  if (findings.length === 1)
    return [...section([`*${label}:* ${findingTitle(first)}`]), ...fields(findingFields(first))];
  const lines = findings.slice(0, SHOWN.findings).map((finding) => {
    const words = [severityWords(finding.severity), orUnknown(finding.type), codeText(finding.accountId, SHOWN.word)];
    return `• ${[...words, orUnknown(finding.region)].join(" · ")}`;
  });
  const more = findings.length - lines.length;
  return section([`*${label}:* ${findings.length} findings`, ...lines, ...(more > 0 ? [`… and ${more} more`] : [])]);
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
