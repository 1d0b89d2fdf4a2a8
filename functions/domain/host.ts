import ipaddr from "ipaddr.js";

export type Family = "ipv4" | "ipv6";

/** A parsed address in its canonical text: dotted decimal, or RFC 5952. One host has exactly one text. */
export interface Host {
  readonly text: string;
  readonly family: Family;
  /** The address as a number: 32 or 128 bits. */
  readonly value: bigint;
}

export const FAMILY_BITS: Readonly<Record<Family, number>> = { ipv4: 32, ipv6: 128 };

/** Four numbers up to 255 without leading zeros. */
const DOTTED = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/**
 * Parses the text of one address. Only dotted decimal without leading zeros and plain IPv6 are addresses;
 * octal, hexadecimal, short forms, prefixes, zone ids and surrounding blanks are not, since two readers
 * could read two hosts from them. An IPv4-mapped IPv6 address is the IPv4 host inside it.
 */
export function parseHost(value: unknown): Host | undefined {
  if (typeof value !== "string" || value.length > 45) return undefined;
  if (DOTTED.test(value)) return { text: value, family: "ipv4", value: valueOfDotted(value) };
  const plain = withoutDots(value);
  if (plain === undefined || plain.includes("%") || !ipaddr.IPv6.isValid(plain)) return undefined;
  const address = ipaddr.IPv6.parse(plain);
  if (address.isIPv4MappedAddress()) return parseHost(address.toIPv4Address().toString());
  return { text: address.toRFC5952String(), family: "ipv6", value: valueOfBytes(address.toByteArray()) };
}

/** The host with this number. */
export function hostOf(family: Family, value: bigint): Host {
  if (family === "ipv6") return { text: new ipaddr.IPv6(bytesOf(value, 16)).toRFC5952String(), family, value };
  const number = Number(value);
  return { text: [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join("."), family, value };
}

/** Through a plain number, which is many times faster than through 32 bits of bigint. */
function valueOfDotted(dotted: string): bigint {
  let value = 0;
  for (const part of dotted.split(".")) value = value * 256 + Number(part);
  return BigInt(value);
}

const valueOfBytes = (bytes: readonly number[]): bigint =>
  BigInt(`0x${bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("")}`);

const bytesOf = (value: bigint, length: number): number[] =>
  Array.from({ length }, (_, index) => Number((value >> BigInt(8 * (length - 1 - index))) & 255n));

/**
 * IPv6 that ends in dotted decimal, written in groups. ipaddr.js would read octal and hexadecimal there, and take
 * ::1.2.3.4 (IPv4-compatible, RFC 4291) for ::ffff:1.2.3.4. Undefined: what has the dots is no IPv4 address.
 */
function withoutDots(text: string): string | undefined {
  if (!text.includes(".")) return text;
  const start = text.lastIndexOf(":") + 1;
  const dotted = text.slice(start);
  if (start === 0 || !DOTTED.test(dotted)) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = dotted.split(".").map(Number);
  return `${text.slice(0, start)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

/** Orders hosts by family, then by address as a number, so that rendered rules are stable. */
export function compareHosts(a: Host, b: Host): number {
  if (a.family !== b.family) return a.family < b.family ? -1 : 1;
  return a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
}
