import type { NotificationOf } from "../contract/payloads";
import { buttons, header, message, section } from "./blocks";
import { executionLink } from "./console-links";
import { capacityLines, leftOutLines, noPolicyLines, repairLines } from "./enforcement-lines";
import { hostList, hostsInTitle } from "./host-list";
import { footer, titleOf, type MessageContext } from "./message-context";
import type { SlackMessage } from "./slack-message";

/** Blocks that ended because the host was not seen again. */
export function renderPruned(notification: NotificationOf<"pruned">, context: MessageContext): SlackMessage {
  const { Removed, Enforced, Execution } = notification;
  const title = titleOf(context, prunedTitle(Removed, Enforced, context));
  return message(title, [
    header(title),
    ...section(noPolicyLines(Enforced)),
    ...section(removedLines(notification, context)),
    ...section(repairLines(Enforced)),
    ...section(addedLines(Enforced)),
    ...section(leftOutLines(Enforced)),
    ...section(capacityLines(Enforced)),
    ...buttons([{ text: "Execution", url: executionLink(Execution) }]),
    footer(context, notification),
  ]);
}

type Removed = NotificationOf<"pruned">["Removed"];
type Enforced = NotificationOf<"pruned">["Enforced"];

function prunedTitle({ Removed: hosts, RemovedCount }: Removed, enforced: Enforced, { mode }: MessageContext): string {
  if (RemovedCount === 0) return titleWithoutUnblocked(enforced);
  return `${mode === "observe" ? "Would unblock" : "Unblocked"} ${hostsInTitle(hosts, { total: RemovedCount })}`;
}

/** The scheduled run has found something else that is worth a message. */
function titleWithoutUnblocked(enforced: Enforced): string {
  if (repairLines(enforced).length > 0) return "Repaired the rules of the blocklist";
  if (enforced.UsedByNoPolicy) return "No firewall policy uses the rule group";
  if (enforced.LeftOutCount > 0) return "The rule group is full";
  return enforced.AddedCount > 0
    ? `Blocked ${hostsInTitle(enforced.Added, { total: enforced.AddedCount })}`
    : "Nothing was unblocked";
}

/** Restored ones are named already. */
function addedLines({ Added, AddedCount, Restored, RestoredCount }: Enforced): readonly string[] {
  const count = AddedCount - RestoredCount;
  const hosts = Added.filter((host) => !Restored.includes(host));
  return count > 0 ? [`*Now blocked, there was no room or no rule for them before:* ${hostList(hosts, count)}`] : [];
}

function removedLines({ Removed }: NotificationOf<"pruned">, { mode }: MessageContext): readonly string[] {
  const heading =
    mode === "observe"
      ? "Taken off the blocklist (observe mode: no rule was changed), not seen again within the retention"
      : "Unblocked, not seen again within the retention";
  return [
    ...(Removed.RemovedCount > 0 ? [`*${heading}:* ${hostList(Removed.Removed, Removed.RemovedCount)}`] : []),
    ...(Removed.KeptCount > 0
      ? [`Kept: ${Removed.KeptCount.toLocaleString("en-US")} (seen again meanwhile, or taken by another prune)`]
      : []),
    ...(Removed.More ? ["More hosts are expired: the next prune takes them."] : []),
  ];
}
