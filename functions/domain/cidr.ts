import { FAMILY_BITS, hostOf, parseHost, type Family, type Host } from "./host";

/** A block of addresses of one family that share their first `prefix` bits. */
export interface Cidr {
  /** What a rule carries, such as 5.6.7.8/32. */
  readonly text: string;
  readonly family: Family;
  /** The first address of the block, as a number. */
  readonly first: bigint;
  /** The last one. */
  readonly last: bigint;
  /** 0 to 32 or 128. */
  readonly prefix: number;
}

const MAPPED_PREFIX = 96;

/** How many addresses a block with that many free bits has. */
const SIZES: readonly bigint[] = Array.from({ length: 129 }, (_, bits) => 1n << BigInt(bits));

/**
 * An address or a CIDR of either family, in the notations of parseHost: "10.8/16" is refused, since it reads as
 * 10.0.0.8/16 here and as 10.8.0.0/16 elsewhere. Bits beyond the prefix do not count. IPv4-mapped IPv6 is the IPv4
 * block inside it, as it is for hosts. Undefined when the text is neither.
 */
export function parseCidr(text: string): Cidr | undefined {
  const [address = "", prefixText, ...more] = text.split("/");
  const host = parseHost(address);
  if (host === undefined || more.length > 0) return undefined;
  const bits = FAMILY_BITS[host.family];
  if (prefixText === undefined) return cidrOf(host);
  if (!/^(0|[1-9]\d{0,2})$/.test(prefixText)) return undefined;
  const prefix = Number(prefixText) - (host.family === "ipv4" && address.includes(":") ? MAPPED_PREFIX : 0);
  return prefix >= 0 && prefix <= bits ? cidrAt(host.family, host.value, prefix) : undefined;
}

/** The block of exactly this host. */
export const cidrOf = ({ text, family, value }: Host): Cidr => ({
  text: `${text}/${FAMILY_BITS[family]}`,
  family,
  first: value,
  last: value,
  prefix: FAMILY_BITS[family],
});

/** The block of this size that the address lies in. */
export function cidrAt(family: Family, address: bigint, prefix: number): Cidr {
  const first = firstAt(family, address, prefix);
  const last = first + sizeOf({ family, prefix }) - 1n;
  return { text: `${hostOf(family, first).text}/${prefix}`, family, first, last, prefix };
}

/** The first address of the block of this size that the address lies in. */
export function firstAt(family: Family, address: bigint, prefix: number): bigint {
  if (prefix === FAMILY_BITS[family]) return address;
  const hostBits = BigInt(FAMILY_BITS[family] - prefix);
  return (address >> hostBits) << hostBits;
}

/** How many addresses a block of this size has. */
export const sizeOf = ({ family, prefix }: Pick<Cidr, "family" | "prefix">): bigint =>
  SIZES[FAMILY_BITS[family] - prefix] ?? 1n;

export const contains = (cidr: Cidr, { family, value }: Host): boolean =>
  cidr.family === family && cidr.first <= value && value <= cidr.last;
