import type { NotificationOf } from "../contract/payloads";
import { buttons, header, message, section } from "./blocks";
import { executionLink } from "./console-links";
import {
  capacityLines,
  leftOutLines,
  liftedBeforeLines,
  liftedBeforeWords,
  noPolicyLines,
  repairLines,
  withdrawnLines,
} from "./enforcement-lines";
import { hostList, hostsInLine, hostsInTitle, type Names } from "./host-list";
import { footer, titleOf, type MessageContext } from "./message-context";
import { SHOWN } from "./limits";
import type { Message } from "./message";
import { refusalLines } from "./refusal-lines";

/** Blocks that ended because the host was not seen again, and what else the scheduled run has found. */
export function renderPruned(notification: NotificationOf<"pruned">, context: MessageContext): Message {
  const { Removed, Enforced, Execution } = notification;
  const title = titleOf(context, prunedTitle(Removed, Enforced));
  const parts = [
    header(title),
    ...[
      noPolicyLines(Enforced),
      removedLines(Removed),
      liftedBeforeLines(Enforced),
      withdrawnLines(Enforced),
      repairLines(Enforced),
      addedLines(Enforced),
      leftOutLines(Enforced),
      unblockableLines(Enforced),
      capacityLines(Enforced),
    ].flatMap(section),
    ...buttons([{ text: "Execution", url: executionLink(Execution) }]),
    footer(context, notification),
  ];
  return message(title, parts, prunedTitle(Removed, Enforced, hostsInLine));
}

type Removed = NotificationOf<"pruned">["Removed"];
type Enforced = NotificationOf<"pruned">["Enforced"];

/** What has happened comes before a lasting state; "Unblocked" are hosts that a rule dropped. */
function prunedTitle(removed: Removed, enforced: Enforced, names: Names = hostsInTitle): string {
  const { hosts, count } = addedHosts(enforced);
  const blocked = count > 0 ? `locked ${names(hosts, { total: count })}` : "";
  const lifted = liftedBeforeWords(enforced, names);
  const also = `${lifted && `; ${lifted}`}${blocked && `; b${blocked}`}`;
  if (removed.RemovedCount > 0) return `Unblocked ${names(removed.Removed, { total: removed.RemovedCount })}${also}`;
  if (enforced.WithdrawnCount > 0) {
    const withdrawn = enforced.Withdrawn.map(({ Host }) => Host);
    return `Block lifted: ${names(withdrawn, { total: enforced.WithdrawnCount })}${also}`;
  }
  if (lifted) return `${lifted}${blocked && `; b${blocked}`}`;
  if (repairLines(enforced).length > 0) return "Repaired the rules of the blocklist";
  const added = blocked && `B${blocked}`;
  if (removed.UnenforcedCount > 0)
    return added || `Off the blocklist: ${names(removed.Unenforced, { total: removed.UnenforcedCount })}`;
  if (enforced.UsedByNoPolicy) return "No firewall policy uses the rule group";
  if (enforced.LeftOutCount > 0) return "The rule group is full";
  if (enforced.UnblockableCount > 0) return "The blocklist holds what can never be blocked";
  return added || "Nothing was unblocked";
}

/** Somebody asks for a block, and must hear that there is none. */
function unblockableLines({ Unblockable, UnblockableCount }: Enforced): readonly string[] {
  if (UnblockableCount === 0) return [];
  const more = UnblockableCount - Math.min(Unblockable.length, SHOWN.refusals);
  return [
    "⚠️ *In the blocklist, and never blocked:*",
    ...refusalLines(Unblockable.slice(0, SHOWN.refusals)),
    ...(more > 0 ? [`… and ${more.toLocaleString("en-US")} more`] : []),
    "Take these rows out of the table: no finding puts them there.",
  ];
}

/** Restored ones are named already. */
const addedHosts = ({ Added, AddedCount, Restored, RestoredCount }: Enforced) => ({
  hosts: Added.filter((host) => !Restored.includes(host)),
  count: AddedCount - RestoredCount,
});

function addedLines(enforced: Enforced): readonly string[] {
  const { hosts, count } = addedHosts(enforced);
  return count > 0 ? [`*Now blocked (recorded before, and no rule until now):* ${hostList(hosts, count)}`] : [];
}

function removedLines(removed: Removed): readonly string[] {
  const { RemovedCount, UnenforcedCount, KeptCount, More } = removed;
  return [
    ...(RemovedCount > 0
      ? [`*Unblocked, not seen again within the retention:* ${hostList(removed.Removed, RemovedCount)}`]
      : []),
    ...(UnenforcedCount > 0
      ? [`*Off the blocklist, no rule dropped them:* ${hostList(removed.Unenforced, UnenforcedCount)}`]
      : []),
    ...(KeptCount > 0
      ? [`Kept: ${KeptCount.toLocaleString("en-US")} (seen again meanwhile, or taken by another prune)`]
      : []),
    ...(More ? ["More blocks have ended: the next scheduled run takes them."] : []),
  ];
}
