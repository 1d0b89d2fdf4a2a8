import type { HostRow } from "../../functions/domain/host-row";
import { utcTime } from "../../functions/domain/utc-time";
import { untilWords } from "../../functions/messages/utc-time";
import { printable } from "../command/table-lines";

/** Since when and by whom a host is blocked, and why. */
export function whyBlocked({ CreatedAt, Source, BlockedBy, FindingType, Reason }: HostRow): string {
  const by = Source === "operator" ? `by an operator${BlockedBy ? `, ${BlockedBy}` : ""}` : `for ${FindingType}`;
  return printable(`blocked since ${utcTime(CreatedAt)} ${by} (${Reason || "no reason given"})`);
}

/** What an operator's block replaces: the former end, who and why; undefined when it replaces none. */
export const insteadOf = (before: HostRow | undefined): string | undefined =>
  before === undefined ? undefined : printable(`${whyBlocked(before)},${untilWords(before.ExpiresAt)}`);
