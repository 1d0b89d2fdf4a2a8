import type { NeverBlockType, ObserveType } from "../contract/finding-types";
import type { Finding } from "./finding";

/**
 * Whether a finding type begins so. GuardDuty writes Recon:EC2/Portscan, Security Hub Recon:EC2-Portscan: both
 * spellings are one. https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-format.html
 */
export const beginsWith = (type: string, prefix: string): boolean => plain(type).startsWith(plain(prefix));

/** In whatever case: a mistyped letter must not let a victim be blocked. */
const plain = (type: string): string => type.replaceAll("/", "-").toLowerCase();

/** The entry by which a finding of these types is never blocked, or undefined. */
export const neverBlockEntry = (
  { types, resourceRole }: Pick<Finding, "types" | "resourceRole">,
  entries: readonly NeverBlockType[],
): NeverBlockType | undefined =>
  entries.find(
    ({ type, role }) => (role === undefined || role === resourceRole) && types.some((one) => beginsWith(one, type)),
  );

/** The entry by which this type is only observed at this moment, or undefined: then it blocks. */
export function observeEntry(type: string, entries: readonly ObserveType[], now: Date): ObserveType | undefined {
  const today = now.toISOString().slice(0, 10);
  return entries.find((entry) => beginsWith(type, entry.type) && (entry.until === undefined || today < entry.until));
}
