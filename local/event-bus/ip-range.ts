/**
 * CIDR blocks and addresses the way event-ruler compares them: as ranges of hexadecimal digits, 8 for IPv4 and
 * 32 for IPv6. A plain address in a pattern is a range too: ["2001:DB8::1"] matches "2001:db8:0::1".
 * Rules: event-ruler's CIDR class.
 */
import ipaddr from "ipaddr.js";

/** Both ends are inside. */
export interface IpRange {
  readonly bottom: string;
  readonly top: string;
}

/** The range of one address; `undefined` for text that is not an address. */
export function addressRange(text: string): IpRange | undefined {
  const digits = digitsOf(text);
  return digits === undefined ? undefined : { bottom: digits, top: digits };
}

/** The range of a CIDR block, whose address may be any of its hosts; `undefined` for text that is not a block. */
export function cidrRange(text: string): IpRange | undefined {
  const [, address = "", bits = ""] = /^([^/]*)\/(\d{1,3})$/.exec(text) ?? [];
  const digits = digitsOf(address);
  // event-ruler refuses /32 and /128: a single host is written as a plain address.
  if (digits === undefined || bits === "" || Number(bits) >= digits.length * 4) return undefined;
  const free = BigInt(digits.length * 4 - Number(bits));
  const bottom = (BigInt(`0x${digits}`) >> free) << free;
  const top = bottom + (1n << free) - 1n;
  const hex = (value: bigint) => value.toString(16).padStart(digits.length, "0");
  return { bottom: hex(bottom), top: hex(top) };
}

/**
 * Whether the text is an address inside of the range. Digits are compared from the left until they decide, also
 * between the families, as event-ruler does: 0.0.0.0/0 matches IPv6 addresses too, and ::/0 matches IPv4.
 */
export function isInRange(text: string, { bottom, top }: IpRange): boolean {
  const digits = digitsOf(text)?.slice(0, bottom.length);
  if (digits === undefined) return false;
  const [low, high] = [bottom.slice(0, digits.length), top.slice(0, digits.length)];
  return digits.length === bottom.length ? low <= digits && digits <= high : low < digits && digits < high;
}

/** As Java reads it: IPv4 is decimal also with leading zeros (octal to ipaddr.js), IPv4-mapped IPv6 is IPv4. */
function digitsOf(text: string): string | undefined {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(text)) {
    const bytes = text.split(".").map(Number);
    return text.length <= 15 && bytes.every((byte) => byte <= 255) ? hexOf(bytes) : undefined;
  }
  if (!/^[\da-f:]*:[\da-f:]*$/i.test(text) || !ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return hexOf(address.isIPv4MappedAddress() ? address.toIPv4Address().toByteArray() : address.toByteArray());
}

const hexOf = (bytes: readonly number[]) => bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
