import { parseCidr, type Cidr } from "../functions/domain/cidr";
import { FAMILY_BITS, type Family } from "../functions/domain/host";
import { SPECIAL_CIDRS } from "../functions/domain/special-range";

/** An address or a CIDR of either family; a prefix of 0 would switch blocking off without saying so. */
export function isAddressOrCidr(entry: string): boolean {
  const cidr = parseCidr(entry);
  return cidr !== undefined && cidr.prefix > 0;
}

/** Whether these entries leave no public address of a family that could still be blocked, one by one or together. */
export function coversEverything(entries: readonly string[]): boolean {
  const cidrs = entries.flatMap((entry) => parseCidr(entry) ?? []);
  return (["ipv4", "ipv6"] as const).some(
    (family) => cidrs.some((cidr) => cidr.family === family) && leavesNothing(cidrs, family),
  );
}

/** The same of two lists that do not, each by itself: that is said of the list alone. */
export const coverOnlyTogether = (some: readonly string[], others: readonly string[]): boolean =>
  !coversEverything(some) && !coversEverything(others) && coversEverything([...some, ...others]);

function leavesNothing(cidrs: readonly Cidr[], family: Family): boolean {
  const ranges = [...cidrs, ...SPECIAL_CIDRS]
    .filter((cidr) => cidr.family === family)
    .toSorted((a, b) => (a.first < b.first ? -1 : 1));
  let next = 0n;
  for (const { first, last } of ranges) {
    if (first > next) return false;
    if (last >= next) next = last + 1n;
  }
  return next === 1n << BigInt(FAMILY_BITS[family]);
}
