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
  const plain = withoutDots(value);
  if (plain === undefined || plain.includes("%") || !ipaddr.IPv6.isValid(plain)) return undefined;
  const address = ipaddr.IPv6.parse(plain);
  if (address.isIPv4MappedAddress()) return { text: address.toIPv4Address().toString(), family: "ipv4" };
  return { text: address.toRFC5952String(), family: "ipv6" };
}

/**
 * IPv6 that ends in dotted decimal, written in groups. ipaddr.js would read octal and hexadecimal there, and take
 * ::1.2.3.4 (IPv4-compatible, RFC 4291) for ::ffff:1.2.3.4. Undefined: what has the dots is no IPv4 address.
 */
function withoutDots(text: string): string | undefined {
  if (!text.includes(".")) return text;
  const start = text.lastIndexOf(":") + 1;
  const dotted = text.slice(start);
  if (start === 0 || !ipaddr.IPv4.isValidFourPartDecimal(dotted)) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = dotted.split(".").map(Number);
  return `${text.slice(0, start)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
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
