import ipaddr from "ipaddr.js";

export type Family = "ipv4" | "ipv6";

/** A parsed address in its canonical text: dotted decimal, or RFC 5952. One host has exactly one text. */
export interface Host {
  readonly text: string;
  readonly family: Family;
}

/**
 * Parses the text of one address. Only dotted decimal without leading zeros and plain IPv6 are addresses;
 * octal, hexadecimal, short forms, prefixes, zone ids and surrounding blanks are not, since two readers
 * could read two hosts from them. An IPv4-mapped IPv6 address is the IPv4 host inside it.
 */
export function parseHost(value: unknown): Host | undefined {
  if (typeof value !== "string" || value.length > 45) return undefined;
  if (ipaddr.IPv4.isValidFourPartDecimal(value)) return { text: value, family: "ipv4" };
  if (value.includes("%") || !ipaddr.IPv6.isValid(value)) return undefined;
  const address = ipaddr.IPv6.parse(value);
  if (address.isIPv4MappedAddress()) return { text: address.toIPv4Address().toString(), family: "ipv4" };
  return { text: address.toRFC5952String(), family: "ipv6" };
}

/** The CIDR of exactly this host: a rule is never wider than one host. */
export const cidrOf = (host: Host): string => `${host.text}/${host.family === "ipv4" ? 32 : 128}`;

/** Orders hosts by family, then by address as a number, so that rendered rules are stable. */
export function compareHosts(a: Host, b: Host): number {
  if (a.family !== b.family) return a.family < b.family ? -1 : 1;
  const [left, right] = [ipaddr.parse(a.text).toByteArray(), ipaddr.parse(b.text).toByteArray()];
  const differs = left.findIndex((byte, index) => byte !== right[index]);
  return differs === -1 ? 0 : (left[differs] ?? 0) - (right[differs] ?? 0);
}
