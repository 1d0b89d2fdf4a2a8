import { MAX_DETAILS_IN_PAYLOAD, type NotificationOf, type Refusal } from "../contract/payloads";
import type { Finding } from "../domain/finding";
import { remoteAddresses } from "../domain/remote-hosts";
import { buttons, header, message, section } from "./blocks";
import { executionLink } from "./console-links";
import { eventFindings } from "./event-findings";
import { findingButtons, findingSummary, findingWords } from "./finding-summary";
import { hostList, hostsInLine, hostsInTitle, type Names } from "./host-list";
import { keptLines, stays } from "./lifted-lines";
import { footer, titleOf, type MessageContext } from "./message-context";
import { howOftenLines, perhapsMore, refusalLines, refusalSentence, staysBlocked } from "./refusal-lines";
import type { Message } from "./message";

/** Nothing of this event is blocked now, and why; what stays blocked comes first. */
export function renderRefused(notification: NotificationOf<"refused">, context: MessageContext): Message {
  const { Recorded, Event, Execution } = notification;
  const findings = eventFindings(Event);
  const told: Told = {
    staying: [...Recorded.Kept, ...Recorded.Refused.filter(staysBlocked)],
    others: Recorded.Refused.filter((one) => !staysBlocked(one)),
  };
  const title = titleOf(context, refusedTitle(told, findings, context));
  const parts = [
    header(title),
    ...section(keptLines(told.staying, context.mode)),
    ...section(whyNotLines(told, Recorded.Refused)),
    ...section(namedLines(told, findings)),
    ...section(Recorded.AlreadyBlocked.length > 0 ? [`*Blocked already:* ${hostList(Recorded.AlreadyBlocked)}`] : []),
    ...findingSummary(findings, "Finding"),
    ...buttons([...findingButtons(findings, context), { text: "Execution", url: executionLink(Execution) }]),
    footer(context, notification),
  ];
  const sentences = [...told.staying, ...told.others].map(refusalSentence);
  return message(`${title}. ${sentences.join("; ")}`, parts, refusedLine(told, findings, context));
}

interface Told {
  readonly staying: readonly Refusal[];
  readonly others: readonly Refusal[];
}

/** With how often it is told, so that nobody takes the silence after it for an end. */
function whyNotLines({ staying, others }: Told, refused: readonly Refusal[]): readonly string[] {
  const heading = staying.length > 0 ? "*Nothing new is blocked:*" : "*Why not:*";
  if (refused.length === 0) return staying.length > 0 ? [] : [heading, "• unknown"];
  const lines = [...refusalLines(others), ...perhapsMore(refused)];
  return [...(lines.length > 0 ? [heading, ...lines] : []), ...howOftenLines(refused)];
}

/** A refusal of a whole finding says nothing of its hosts. */
function namedLines({ staying, others }: Told, findings: readonly Finding[]): readonly string[] {
  if (!others.some(({ Host }) => Host === "")) return [];
  const named = new Set(findings.flatMap(remoteAddresses).map(({ text }) => text));
  for (const { Host } of [...staying, ...others]) named.delete(Host);
  const who = findings.length > 1 ? "they name" : "it names";
  return named.size > 0 ? [`*Hosts ${who}:* ${hostList([...named])}`] : [];
}

function refusedTitle(told: Told, findings: readonly Finding[], context: MessageContext): string {
  const types = new Set(findings.map(({ type }) => type || "unknown"));
  const [type = "nothing of this finding"] = types;
  const whole = types.size > 1 ? `${findings.length} findings` : type;
  return (
    stayingWords(told, context, hostsInTitle) || `Not blocked: ${hostsOf(told, hostsInTitle) || whole}${reason(told)}`
  );
}

function refusedLine(told: Told, findings: readonly Finding[], context: MessageContext): string {
  const hosts = hostsOf(told, hostsInLine);
  const not = `Not blocked${hosts && `: ${hosts}`}${reason(told)}`;
  return `${stayingWords(told, context, hostsInLine) || not}: ${findingWords(findings) || "unknown finding"}`;
}

/** "" when nothing stays blocked. */
function stayingWords(told: Told, { mode }: MessageContext, names: Names): string {
  const staying = [...new Set(told.staying.map(({ Host }) => Host))];
  const hosts = hostsOf(told, names);
  return staying.length === 0
    ? ""
    : `${stays(mode)}: ${names(staying)}${hosts && `; not blocked: ${hosts}${reason(told)}`}`;
}

/** "" when none of the refusals is of a host. */
function hostsOf({ others }: Told, names: Names): string {
  const hosts = others.map(({ Host }) => Host).filter((host) => host !== "");
  return hosts.length === 0 ? "" : names(hosts, { fullAt: MAX_DETAILS_IN_PAYLOAD });
}

/** The one that all of them have. */
function reason({ others }: Told): string {
  const reasons = new Set(others.map(({ Reason }) => Reason));
  return reasons.size === 1 ? ` (${[...reasons].join()})` : "";
}
