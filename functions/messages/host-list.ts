import { MAX_HOSTS_IN_PAYLOAD } from "../contract/payloads";
import { codeText } from "./escape";
import { SHOWN } from "./limits";

/** The first hosts by name and the others by count; `total` when the payload holds only some of them. */
export function hostList(hosts: readonly string[], total = hosts.length): string {
  const shown = hosts.slice(0, SHOWN.hosts).map((host) => codeText(host, SHOWN.host));
  const more = total - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more.toLocaleString("en-US")} more` : shown.join(", ");
}

interface Counted {
  /** When the payload holds only some of them. */
  readonly total?: number;
  readonly fullAt?: number;
}

/** Hosts in the words of a title or of a digest's line. Not escaped. */
export type Names = (hosts: readonly string[], counted?: Counted) => string;

/** The first three by name, the others by count: a digest's line has no body that names them. */
export const hostsInLine: Names = (hosts, { total = hosts.length } = {}) => {
  const shown = hosts.slice(0, 3);
  const more = total - shown.length;
  return `${shown.join(", ")}${more > 0 ? ` and ${more.toLocaleString("en-US")} more` : ""}`;
};

/** One host by name, several by count. A payload's list that is full may have been cut. */
export const hostsInTitle: Names = (hosts, { total, fullAt = MAX_HOSTS_IN_PAYLOAD } = {}) => {
  const [only] = hosts;
  if (hosts.length === 1 && only !== undefined && (total ?? 1) === 1) return only;
  const count = (total ?? hosts.length).toLocaleString("en-US");
  return total === undefined && hosts.length >= fullAt ? `${count} hosts or more` : `${count} hosts`;
};
