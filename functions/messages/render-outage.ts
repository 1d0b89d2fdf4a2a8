import type { NewBlock, NotificationOf, ReconcileOutcome } from "../contract/payloads";
import { utcTime } from "../domain/utc-time";
import { DROPS_NOTHING } from "./blocked-title";
import { buttons, header, message, section } from "./blocks";
import { executionLink } from "./console-links";
import { noPolicyLines } from "./enforcement-lines";
import { codeText, mrkdwnText } from "./escape";
import { hostList, hostsInTitle } from "./host-list";
import { HARMLESS } from "./if-wrong";
import { SHOWN } from "./limits";
import { footer, titleOf, type MessageContext, type Run } from "./message-context";
import type { Message } from "./message";
import { nextStep } from "./next-steps";
import { untilWords } from "./utc-time";

/** The rule group cannot be updated now: which hosts wait, what that means, what to do. */
export function renderWaiting(notification: NotificationOf<"waiting">, context: MessageContext): Message {
  const { Error, Cause, Waiting, WaitingCount } = notification.Outage;
  const title = titleOf(context, `⚠️ The firewall cannot be updated: ${waitingWords(Waiting, WaitingCount)}`);
  return message(`${title}. ${Cause}`, [
    header(title),
    ...section(WaitingCount > 0 ? [`*Recorded, and NOT blocked yet:* ${hostList(Waiting, WaitingCount)}`] : []),
    ...section([
      "*What it means:* their traffic still passes. Blocks in force stay, ended or lifted ones too.",
      "The executions try for an hour. Then the next finding or prune blocks the hosts.",
      "One message at the end names the hosts. None for each finding.",
    ]),
    ...section([`*Cause:* ${codeText(Error, SHOWN.word)}: ${mrkdwnText(Cause, SHOWN.cause)}`]),
    ...section([`*Next:* ${nextStep(Error)}`, ...command(context, "Try now:", "reconcile")]),
    ...buttons([{ text: "Execution", url: executionLink(notification.Execution) }]),
    footer(context, notification),
  ]);
}

const waitingWords = (hosts: readonly string[], total: number): string =>
  `${hostsInTitle(hosts, { total })} ${total === 1 ? "waits" : "wait"}`;

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
  const what = `${hostsInTitle(hosts, { total: hosts.length })} blocked`;
  const warning = enforced.UsedByNoPolicy && hosts.length > 0 ? DROPS_NOTHING : "";
  const title = titleOf(context, `✅ The firewall is updated again: ${what}${warning}`);
  const lines = blocks.map(blockLine);
  const [first = ""] = hosts;
  return message(title, [
    header(title),
    ...section(noPolicyLines(enforced)),
    ...section(lines.length > 0 ? ["*Blocked now:*", ...lines.slice(0, LINES)] : []),
    ...section(lines.slice(LINES)),
    ...alsoBlocked(enforced),
    ...section([
      `The outage began at ${utcTime(began)}.`,
      "Hosts of executions that still run have messages of their own, too.",
    ]),
    ...section(
      hosts.length > 0
        ? [
            "*If one is wrong:* suppress its finding in Security Hub, or lift the block.",
            ...(HARMLESS.test(first) ? command(context, "The first:", `unblock ${first}`) : []),
          ]
        : [],
    ),
    ...buttons([{ text: "Execution", url: executionLink(run.Execution) }]),
    footer(context, run),
  ]);
}

/** Addresses of one section: 40 of IPv6 fit into it. */
const ADDRESSES = 40;

/** Hosts whose rule came with this reconcile and whose lines do not fit, as addresses: their executions may have failed. */
function alsoBlocked({ Added, AddedCount, NewBlocks }: ReconcileOutcome) {
  const others = Added.filter((host) => !NewBlocks.some(({ Host }) => Host === host));
  const more = AddedCount - Added.length;
  const parts = Array.from({ length: Math.ceil(others.length / ADDRESSES) }, (_, part) =>
    others.slice(part * ADDRESSES, (part + 1) * ADDRESSES).map((host) => codeText(host, SHOWN.host)),
  );
  return [
    ...parts.flatMap((part, index) => section([`${index === 0 ? "*Blocked now, too:* " : ""}${part.join(", ")}`])),
    ...section(more > 0 ? [`And ${more.toLocaleString("en-US")} more: npm run blocklist -- list`] : []),
  ];
}

/** Twenty lines, each of an IPv6 host, fit into one text of a Slack-compatible receiver. */
const TYPE = 56;

function blockLine({ Host, ExpiresAt, FindingType, Severity, AccountId }: NewBlock): string {
  const why = [Severity, FindingType, AccountId].filter((text) => text !== "").map((text) => mrkdwnText(text, TYPE));
  const words = why.length > 0 ? why : ["by an operator"];
  return [`• ${codeText(Host, SHOWN.host)}${untilWords(ExpiresAt)}`, ...words].join(" · ");
}

/** The command is there to be copied. */
const command = ({ environment }: MessageContext, what: string, words: string): readonly string[] =>
  HARMLESS.test(environment) ? [`*${what}*`, `\`\`\`npm run blocklist -- --env ${environment} ${words}\`\`\``] : [];
