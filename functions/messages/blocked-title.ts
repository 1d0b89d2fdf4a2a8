import type { ReconcileOutcome } from "../contract/payloads";
import type { BlockedHosts } from "./blocked-hosts";
import { liftedBeforeWords, repairLines } from "./enforcement-lines";
import { hostsInTitle, type Names } from "./host-list";
import { stays } from "./lifted-lines";
import type { MessageContext } from "./message-context";

export const DROPS_NOTHING = ", but no firewall policy uses the rule group";

/**
 * Says what happened and nothing more: "Blocked" only of hosts that the rule group holds. Not escaped.
 * @param until of the blocks that begin: a digest's line has no body that says it
 */
export function blockedTitle(
  hosts: BlockedHosts,
  enforced: ReconcileOutcome,
  { mode }: MessageContext,
  names: Names = hostsInTitle,
  until = "",
): string {
  const { Withdrawn, WithdrawnCount, Late, LateCount, UsedByNoPolicy } = enforced;
  const isBlocked = hosts.blocked.length > 0;
  const isLate = !isBlocked && LateCount > 0;
  const withdrawn = Withdrawn.map(({ Host }) => Host);
  const refused = hosts.notBlocked.map(({ Host }) => Host);
  const parts = [
    ...(isBlocked ? [`Blocked ${names(hosts.blocked)}${until}`] : []),
    ...(isLate ? [`Blocked ${names(Late, { total: LateCount })} (recorded before)`] : []),
    ...(hosts.wouldBlock.length > 0 ? [`Would block ${names(hosts.wouldBlock)}${until}`] : []),
    ...(refused.length > 0 ? [`NOT blocked: ${names(refused)}`] : []),
    ...(hosts.lifted.length > 0 ? [`Block lifted: ${names(hosts.lifted)}`] : []),
    ...(hosts.takenOff.length > 0 ? [`Taken off the blocklist: ${names(hosts.takenOff)}`] : []),
    ...(WithdrawnCount > 0 ? [`Block lifted: ${names(withdrawn, { total: WithdrawnCount })}`] : []),
    ...[liftedBeforeWords(enforced, names)].filter(Boolean),
    ...(hosts.kept.length > 0 ? [`${stays(mode)}: ${names(hosts.kept.map(({ Host }) => Host))}`] : []),
  ];
  if (parts.length === 0) {
    // It is told for what else was found.
    if (repairLines(enforced).length > 0) return "Repaired the rules of the blocklist";
    if (enforced.LeftOutCount > 0) return "The rule group is full";
    return hosts.already.length > 0 ? `Already blocked: ${names(hosts.already)}` : "Nothing was blocked";
  }
  const warning = UsedByNoPolicy && (isBlocked || isLate) ? DROPS_NOTHING : "";
  return `${parts.join("; ")}${warning}`;
}
