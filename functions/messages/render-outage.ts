import type { NewBlock, NotificationOf, ReconcileOutcome } from "../contract/payloads";
import { SEVERITIES } from "../contract/severities";
import { utcTime } from "../domain/utc-time";
import { DROPS_NOTHING } from "./blocked-title";
import { buttons, header, message, section } from "./blocks";
import { executionLink } from "./console-links";
import { capacityLines, noPolicyLines } from "./enforcement-lines";
import { codeText, mrkdwnText } from "./escape";
import { hostList, hostsInTitle } from "./host-list";
import { HARMLESS } from "./if-wrong";
import { SHOWN } from "./limits";
import { footer, titleOf, type MessageContext, type Run } from "./message-context";
import type { Message } from "./message";
import { nextStep } from "./next-steps";
import { severityWords } from "./severity-words";
import { untilWords } from "./utc-time";

/** The rule group cannot be updated now: which hosts wait, what that means, what to do. */
export function renderWaiting(notification: NotificationOf<"waiting">, context: MessageContext): Message {
  const { Error, Cause, Waiting, WaitingCount } = notification.Outage;
  const title = titleOf(context, `⚠️ The firewall cannot be updated: ${waitingWords(Waiting, WaitingCount)}`);
  return message(`${title}. ${Cause}`, [
    header(title),
    ...section(WaitingCount > 0 ? [`*Recorded, and NOT blocked yet:* ${hostList(Waiting, WaitingCount)}`] : []),
    ...section([
      "*What it means:* their traffic still passes. Blocks that are in force stay in force, also those that end or are lifted meanwhile.",
      "The executions try again for about an hour. After that the next finding or the scheduled prune blocks the hosts: the table has them.",
      "No message for each further finding: their hosts are recorded, and one message says when the firewall is updated again, and names the hosts.",
    ]),
    ...section([`*Error:* ${codeText(Error, SHOWN.word)}`, `*Cause:* ${mrkdwnText(Cause, SHOWN.cause)}`]),
    ...section([`*Next:* ${nextStep(Error)}`, ...command(context, "To try at once:", "reconcile")]),
    ...buttons([{ text: "Execution", url: executionLink(notification.Execution) }]),
    footer(context, notification),
  ]);
}

const waitingWords = (hosts: readonly string[], count: number): string =>
  count === 0 ? "no host waits yet" : `${hostsInTitle(hosts, { total: count })} ${count === 1 ? "waits" : "wait"}`;

interface OutageEnd {
  /** When it began, ISO 8601. */
  readonly began: string;
  /** The hosts to name: each was recorded, and has just come into force. */
  readonly blocks: readonly NewBlock[];
  readonly enforced: ReconcileOutcome;
  readonly run: Run;
}

/** Lines of one section: with all of their escapes they fit into it. */
const LINES = 10;

/** The rule group is up to date again: who is blocked now, until when and why. */
export function renderOutageEnd({ began, blocks, enforced, run }: OutageEnd, context: MessageContext): Message {
  const hosts = blocks.map(({ Host }) => Host);
  const what = hosts.length === 0 ? "no host waits" : `${hostsInTitle(hosts, { total: hosts.length })} blocked`;
  const warning = enforced.UsedByNoPolicy && hosts.length > 0 ? DROPS_NOTHING : "";
  const title = titleOf(context, `✅ The firewall is updated again: ${what}${warning}`);
  const lines = blocks.map(blockLine);
  const [first = ""] = hosts;
  return message(title, [
    header(title),
    ...section(noPolicyLines(enforced)),
    ...section(lines.length > 0 ? ["*Blocked now:*", ...lines.slice(0, LINES)] : []),
    ...section(lines.slice(LINES)),
    ...section([
      `The outage began at ${utcTime(began)}. The rules equal the table again.`,
      "A host that is not in this list, and was blocked meanwhile, has a message of its own.",
    ]),
    ...section(
      hosts.length > 0
        ? [
            "*If one is wrong:* suppress its finding in Security Hub, or lift the block by a command. For a finding's id: `show` in place of `unblock`.",
            ...(HARMLESS.test(first) ? command(context, "For the first host:", `unblock ${first}`) : []),
          ]
        : [],
    ),
    ...section(capacityLines(enforced)),
    ...buttons([{ text: "Execution", url: executionLink(run.Execution) }]),
    footer(context, run),
  ]);
}

/** Twenty lines, each of an IPv6 host, fit into one text of a Slack-compatible receiver. */
const TYPE = 56;

function blockLine({ Host, ExpiresAt, FindingType, Severity, AccountId }: NewBlock): string {
  const why =
    FindingType === "" && Severity === "" && AccountId === ""
      ? ["by an operator"]
      : [
          severityText(Severity),
          mrkdwnText(FindingType, TYPE),
          AccountId === "" ? "" : `account ${codeText(AccountId, SHOWN.word)}`,
        ].filter((word) => word !== "");
  return `• ${[`${codeText(Host, SHOWN.host)}${untilWords(ExpiresAt)}`, ...why].join(" · ")}`;
}

/** A row may be edited manually. */
function severityText(text: string): string {
  const known = SEVERITIES.find((severity) => severity === text);
  return known === undefined ? mrkdwnText(text, SHOWN.word) : severityWords(known);
}

/** The command is there to be copied. */
const command = ({ environment }: MessageContext, what: string, words: string): readonly string[] =>
  HARMLESS.test(environment) ? [`*${what}*`, `\`\`\`npm run blocklist -- --env ${environment} ${words}\`\`\``] : [];
