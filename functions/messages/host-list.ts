import { MAX_HOSTS_IN_PAYLOAD } from "../contract/payloads";
import { codeText } from "./escape";
import { SHOWN } from "./limits";

/** The first hosts by name and the others by count; `total` when the payload holds only some of them. */
export function hostList(hosts: readonly string[], total = hosts.length): string {
  const shown = hosts.slice(0, SHOWN.hosts).map((host) => codeText(host, SHOWN.host));
  const more = total - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more.toLocaleString("en-US")} more` : shown.join(", ");
}

/** One host by name, several by count. Not escaped. A payload's list that is full may have been cut. */
export function hostsInTitle(
  hosts: readonly string[],
  { total, fullAt = MAX_HOSTS_IN_PAYLOAD }: { readonly total?: number; readonly fullAt?: number } = {},
): string {
  const [only] = hosts;
  if (hosts.length === 1 && only !== undefined && (total ?? 1) === 1) return only;
  const count = (total ?? hosts.length).toLocaleString("en-US");
  return total === undefined && hosts.length >= fullAt ? `${count} hosts or more` : `${count} hosts`;
}
