import ipaddr from "ipaddr.js";
import { ALLOWLIST, OWN_ADDRESSES } from "../environment";

/**
 * What may be blocked, written a second time: by ipaddr.js's own ranges and a few of ours, so that a mistake in
 * functions/domain/{host,special-range,allowlist}.ts is not looked for by itself.
 */

const DECIMAL = /^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$/;
type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** The one address that this text says to every reader, in its canonical text; undefined: none, or more than one. */
export function strictlyRead(text: string): string | undefined {
  if (DECIMAL.test(text)) return ipaddr.IPv4.isValid(text) ? text : undefined;
  if (!/^[\da-f:]+(?:[\d.]+)?$/i.test(text) || !text.includes(":")) return undefined;
  const grouped = withoutDots(text);
  if (grouped === undefined || !ipaddr.IPv6.isValid(grouped)) return undefined;
  const address = ipaddr.IPv6.parse(grouped);
  return (address.isIPv4MappedAddress() ? address.toIPv4Address() : address).toString();
}

/** ipaddr.js reads octal in the dotted end, and ::1.2.3.4 as ::ffff:1.2.3.4. */
function withoutDots(text: string): string | undefined {
  const [dotted = ""] = /[\d.]*$/.exec(text) ?? [];
  if (!dotted.includes(".")) return text;
  if (!DECIMAL.test(dotted) || !ipaddr.IPv4.isValid(dotted)) return undefined;
  const bytes = ipaddr.IPv4.parse(dotted).toByteArray();
  const groups = [0, 2].map((at) => ((bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0)).toString(16));
  return text.slice(0, -dotted.length) + groups.join(":");
}

/** ipaddr.js 2 counts these as unicast. */
const NOT_PUBLIC = ["192.0.0.0/24", "198.18.0.0/15", "::/3", "4000::/2", "8000::/1", "3fff::/20", "2001::/23"];

/** Why this address may not be blocked; undefined when it may. */
export function forbidden(text: string): string | undefined {
  if (!ipaddr.isValid(text)) return "is no address";
  const address = ipaddr.parse(text);
  if (strictlyRead(text) !== address.toString()) return "is not written as it should be";
  if (address.range() !== "unicast") return `is in the range ${address.range()}`;
  const special = NOT_PUBLIC.find((cidr) => isIn(address, cidr));
  if (special !== undefined) return `is in ${special}`;
  const ours = [...ALLOWLIST, ...OWN_ADDRESSES].find((entry) => isIn(address, entry));
  return ours === undefined ? undefined : `is protected by ${ours}`;
}

function isIn(address: Address, entry: string): boolean {
  const [range, bits] = ipaddr.parseCIDR(entry.includes("/") ? entry : `${entry}/32`);
  return address.kind() === range.kind() && address.match(range, bits);
}

/** IPv6 in the one form of RFC 5952: rows are found by it. */
export function canonical(text: string): string {
  const address = ipaddr.parse(text);
  return address.kind() === "ipv6" ? (address as ipaddr.IPv6).toRFC5952String() : address.toString();
}
