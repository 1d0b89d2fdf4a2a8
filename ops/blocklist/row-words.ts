import type { HostRow } from "../../functions/domain/host-row";
import { utcTime } from "../../functions/domain/utc-time";
import { printable } from "../command/table-lines";

/** Since when and by whom a host is blocked, and why. */
export function whyBlocked({ CreatedAt, Source, BlockedBy, FindingType, Reason }: HostRow): string {
  const by = Source === "operator" ? `by an operator${BlockedBy ? `, ${BlockedBy}` : ""}` : `for ${FindingType}`;
  return printable(`blocked since ${utcTime(CreatedAt)} ${by} (${Reason || "no reason given"})`);
}
