import type { NotificationOf } from "../contract/payloads";
import { buttons, header, message, section } from "./blocks";
import { executionLink } from "./console-links";
import { capacityLines, leftOutLines, noPolicyLines } from "./enforcement-lines";
import { hostList, hostsInTitle } from "./host-list";
import { footer, titleOf, type MessageContext } from "./message-context";
import type { SlackMessage } from "./slack-message";

/** Blocks that ended because the host was not seen again. */
export function renderPruned(notification: NotificationOf<"pruned">, context: MessageContext): SlackMessage {
  const { Removed, Enforced, Execution } = notification;
  const title = titleOf(context, prunedTitle(Removed, context));
  return message(title, [
    header(title),
    ...section(noPolicyLines(Enforced)),
    ...section(removedLines(notification, context)),
    ...section(
      Enforced.AddedCount > 0
        ? [
            `*Now blocked, there was no room or no rule for them before:* ${hostList(Enforced.Added, Enforced.AddedCount)}`,
          ]
        : [],
    ),
    ...section(leftOutLines(Enforced)),
    ...section(capacityLines(Enforced)),
    ...buttons([{ text: "Execution", url: executionLink(Execution) }]),
    footer(context, notification),
  ]);
}

type Removed = NotificationOf<"pruned">["Removed"];

function prunedTitle({ Removed: hosts, RemovedCount }: Removed, { mode }: MessageContext): string {
  if (RemovedCount === 0) return "Nothing was unblocked";
  return `${mode === "observe" ? "Would unblock" : "Unblocked"} ${hostsInTitle(hosts, { total: RemovedCount })}`;
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
