import type { BlockedHosts } from "./blocked-hosts";
import { hostsInTitle } from "./host-list";

/** Says what happened and nothing more: "Blocked" only of hosts that the rule group holds. Not escaped. */
export function blockedTitle(hosts: BlockedHosts, usedByNoPolicy: boolean, observe: boolean): string {
  const refused = hosts.notBlocked.map(({ Host }) => Host);
  const parts = [
    ...(hosts.blocked.length > 0 ? [`Blocked ${hostsInTitle(hosts.blocked)}`] : []),
    ...(hosts.wouldBlock.length > 0 ? [`Would block ${hostsInTitle(hosts.wouldBlock)}`] : []),
    ...(refused.length > 0 ? [`NOT blocked: ${hostsInTitle(refused)}`] : []),
    ...(hosts.lifted.length > 0
      ? [`${observe ? "Would lift block" : "Block lifted"}: ${hostsInTitle(hosts.lifted)}`]
      : []),
  ];
  if (parts.length === 0) {
    return hosts.already.length > 0 ? `Already blocked: ${hostsInTitle(hosts.already)}` : "Nothing was blocked";
  }
  const warning = usedByNoPolicy && hosts.blocked.length > 0 ? ", but no firewall policy uses the rule group" : "";
  return `${parts.join("; ")}${warning}`;
}
