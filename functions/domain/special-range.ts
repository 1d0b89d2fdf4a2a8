import ipaddr from "ipaddr.js";
import type { Host } from "./host";

const GLOBAL_UNICAST_V6 = ipaddr.IPv6.parseCIDR("2000::/3");

/**
 * The special-purpose range that a host lies in (private, loopback, linkLocal, multicast, reserved for
 * documentation, 6to4, NAT64 …), or undefined for a public unicast host. I2: only the latter is ever blocked.
 * The ranges are those of the IANA special-purpose registries as ipaddr.js carries them; of IPv6, only
 * 2000::/3 is allocated as global unicast (RFC 4291), the rest is called "unallocated" here.
 */
export function specialRange(host: Host): string | undefined {
  const address = ipaddr.parse(host.text);
  const range = address.range();
  if (range !== "unicast") return range;
  if (address instanceof ipaddr.IPv6 && !address.match(GLOBAL_UNICAST_V6)) return "unallocated";
  return undefined;
}
