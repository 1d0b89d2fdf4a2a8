import { contains, parseCidr, type Cidr } from "./cidr";
import type { Family, Host } from "./host";

/**
 * Ranges whose addresses are no public hosts: the IANA special-purpose registries, multicast, and what was never
 * given to anyone. The last list is what IPv6 has beyond its one block of global unicast (RFC 4291).
 * https://www.iana.org/assignments/iana-ipv4-special-registry
 * https://www.iana.org/assignments/iana-ipv6-special-registry
 */
const RANGES: readonly (readonly [name: string, ...cidrs: readonly string[]])[] = [
  ["this network", "0.0.0.0/8"],
  ["private", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"],
  ["shared address space of providers", "100.64.0.0/10"],
  ["loopback", "127.0.0.0/8", "::1/128"],
  ["link-local", "169.254.0.0/16", "fe80::/10"],
  ["IETF protocol assignments", "192.0.0.0/24", "2001::/23"],
  ["documentation", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"],
  ["AS112", "192.31.196.0/24", "192.175.48.0/24", "2620:4f:8000::/48"],
  ["automatic multicast tunneling", "192.52.193.0/24"],
  ["6to4", "192.88.99.0/24", "2002::/16"],
  ["benchmarking", "198.18.0.0/15"],
  ["multicast", "224.0.0.0/4", "ff00::/8"],
  ["broadcast", "255.255.255.255/32"],
  ["reserved", "240.0.0.0/4"],
  ["unspecified", "::/128"],
  ["IPv4-compatible", "::/96"],
  ["translation to IPv4", "64:ff9b::/96", "64:ff9b:1::/48"],
  ["discard-only", "100::/64"],
  ["segment routing", "5f00::/16"],
  ["unique local", "fc00::/7"],
  ["site-local", "fec0::/10"],
  ["not allocated", "::/3", "4000::/2", "8000::/1"],
];

const CIDRS = RANGES.flatMap(([name, ...texts]) =>
  texts.map((text) => {
    const cidr = parseCidr(text);
    if (cidr === undefined) throw new Error(`the special range ${text} is no CIDR`);
    return { name, cidr };
  }),
);
const BY_FAMILY: Readonly<Record<Family, readonly { readonly name: string; readonly cidr: Cidr }[]>> = {
  ipv4: CIDRS.filter(({ cidr }) => cidr.family === "ipv4"),
  ipv6: CIDRS.filter(({ cidr }) => cidr.family === "ipv6"),
};

/** Every such range, of both families. */
export const SPECIAL_CIDRS: readonly Cidr[] = CIDRS.map(({ cidr }) => cidr);

/** The special-purpose range that a host lies in, or undefined for a public unicast host. I2: only the latter is ever blocked. */
export const specialRange = (host: Host): string | undefined =>
  BY_FAMILY[host.family].find(({ cidr }) => contains(cidr, host))?.name;
