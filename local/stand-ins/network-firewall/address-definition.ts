import { isIPv4, isIPv6 } from "node:net";
import { show } from "../json";

/** Canonical text with the prefix written out, so that two spellings of one block compare equal; or what is wrong. */
export type ParsedAddress = { readonly canonical: string } | { readonly problem: string };

/** https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_Address.html */
const PATTERN = /^[a-fA-F\d:.]+(\/\d{1,3})?$/;
const MAX_LENGTH = 255;

/**
 * An AddressDefinition: an address or a CIDR block, of either family. Bits beyond the prefix may be set: the API reference
 * itself counts 10.0.0.1/24 and 10.0.0.2/24 as two sources. Zones (fe80::1%eth0) and leading zeros (010.0.0.1, /08) are not addresses.
 */
export function parseAddressDefinition(text: unknown): ParsedAddress {
  if (typeof text !== "string" || text.length > MAX_LENGTH || !PATTERN.test(text)) {
    return { problem: `${show(text)} is not an IP address or CIDR block` };
  }
  const [address = "", prefix] = text.split("/");
  const family = familyOf(address);
  if (family === undefined) return { problem: `${show(text)} is not an IP address or CIDR block` };
  if (prefix !== undefined && (Number(prefix) > family.bits || String(Number(prefix)) !== prefix)) {
    return {
      problem: `${show(text)} has the prefix ${prefix}; allowed are 0 to ${family.bits}, without leading zeros`,
    };
  }
  return { canonical: `${family.canonical}/${prefix ?? family.bits}` };
}

function familyOf(address: string): { readonly bits: number; readonly canonical: string } | undefined {
  if (isIPv4(address)) return { bits: 32, canonical: address };
  // The URL parser writes IPv6 the one way of RFC 5952.
  if (isIPv6(address)) return { bits: 128, canonical: new URL(`http://[${address}]`).hostname };
  return undefined;
}
