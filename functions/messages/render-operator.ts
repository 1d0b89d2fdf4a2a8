import type { NotificationOf } from "../contract/payloads";
import { DROPS_NOTHING } from "./blocked-title";
import { header, message, section } from "./blocks";
import {
  capacityLines,
  lateLines,
  leftOutLines,
  liftedBeforeLines,
  liftedBeforeWords,
  noPolicyLines,
  repairLines,
  withdrawnLines,
} from "./enforcement-lines";
import { codeText, mrkdwnText } from "./escape";
import { hostList, hostsInLine, hostsInTitle, type Names } from "./host-list";
import { HARMLESS } from "./if-wrong";
import { SHOWN } from "./limits";
import { footer, titleOf, type MessageContext } from "./message-context";
import type { Message } from "./message";
import { refusalLines } from "./refusal-lines";
import { untilWords } from "./utc-time";

type Operator = NotificationOf<"operator">;

const DID = { block: "Blocked", unblock: "Unblocked", import: "Imported", reconcile: "Rules reconciled" } as const;

/** What somebody did by hand: who, why, and whether it is in force. */
export function renderOperator(notification: Operator, context: MessageContext): Message {
  const { By, Why, Hosts, HostCount, Until, Enforced, Note } = notification;
  const title = titleOf(context, operatorTitle(notification, hostsInTitle));
  const found = Enforced && [
    [...(Enforced.NotBlocked.length > 0 ? ["*NOT blocked:*"] : []), ...refusalLines(Enforced.NotBlocked)],
    [...lateLines(Enforced), ...liftedBeforeLines(Enforced)],
    withdrawnLines(Enforced),
    repairLines(Enforced),
    leftOutLines(Enforced),
    capacityLines(Enforced),
  ];
  return message(
    title,
    [
      header(title),
      ...section(Enforced ? noPolicyLines(Enforced) : []),
      ...section([
        `*Who:* ${codeText(By, SHOWN.detail)}`,
        `*Why:* ${mrkdwnText(Why, SHOWN.detail) || "no reason given"}`,
        ...(Until === "" ? [] : [`*Until:* ${untilWords(Until).replace(" until ", "")}`]),
        ...(HostCount > 1 ? [`*Hosts:* ${hostList(Hosts, HostCount)}`] : []),
      ]),
      ...section(Note === "" ? [] : [mrkdwnText(Note, SHOWN.cause)]),
      ...(found ?? []).flatMap(section),
      ...section(backLines(notification, context)),
      footer(context, notification),
    ],
    operatorTitle(notification, hostsInLine),
  );
}

/** "Blocked" only of what the rule group holds, "Unblocked" only of what it does not. */
function operatorTitle({ Command, Hosts, HostCount, Enforced }: Operator, names: Names): string {
  const lifted = Enforced ? liftedBeforeWords(Enforced, names) : "";
  const { Blocked = [], NotBlocked = [], UsedByNoPolicy = false } = Enforced ?? {};
  const isOut = NotBlocked.length > 0;
  const isStill = Command === "unblock" && Blocked.length > 0;
  const did = Command === "block" && (isOut || !Enforced) ? "Recorded" : isStill ? "Lifted" : DID[Command];
  const not = !Enforced
    ? ", and not in force yet"
    : isOut
      ? `, and ${Blocked.length > 0 ? "some " : ""}NOT blocked`
      : isStill
        ? ", and STILL blocked"
        : "";
  const which = HostCount > 0 ? `: ${names(Hosts, { total: HostCount })}` : "";
  return `${did} by an operator${not}${which}${UsedByNoPolicy && Blocked.length > 0 && !isStill ? DROPS_NOTHING : ""}${lifted && `; ${lifted}`}`;
}

/** The command is there to be copied: the way back is no undo, for what the row was before is not brought back. */
function backLines({ Command, Hosts, HostCount }: Operator, { environment }: MessageContext): readonly string[] {
  const [back, what] = Command === "block" ? ["unblock", "To unblock it:"] : ["block", "To block it again:"];
  const [host = ""] = Hosts;
  if (Command === "import" || HostCount !== 1 || !HARMLESS.test(host) || !HARMLESS.test(environment)) return [];
  return [`*${what}*`, `\`\`\`npm run blocklist -- --env ${environment} ${back} ${host}\`\`\``];
}
