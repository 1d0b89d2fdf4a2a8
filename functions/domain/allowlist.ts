import ipaddr from "ipaddr.js";
import type { Host } from "./host";

/** Addresses and CIDRs that are never blocked. */
export interface Allowlist {
  /** The entry that covers the host, as it was configured, or undefined. */
  readonly covering: (host: Host) => string | undefined;
}

/** One entry: an address or a CIDR of either family. Undefined when the text is neither. */
export function parseAllowlistEntry(entry: string): readonly [ipaddr.IPv4 | ipaddr.IPv6, number] | undefined {
  if (ipaddr.isValidCIDR(entry)) {
    const [address, prefix] = ipaddr.parseCIDR(entry);
    return [address, prefix];
  }
  if (ipaddr.IPv4.isValidFourPartDecimal(entry)) return [ipaddr.IPv4.parse(entry), 32];
  return ipaddr.IPv6.isValid(entry) ? [ipaddr.IPv6.parse(entry), 128] : undefined;
}

/** @throws Error for an entry that is not an address or CIDR; synth refuses such a config, so this is a second lock. */
export function parseAllowlist(entries: readonly string[]): Allowlist {
  const ranges = entries.map((entry) => {
    const range = parseAllowlistEntry(entry);
    if (range === undefined) throw new Error(`allowlist entry "${entry}" is neither an address nor a CIDR`);
    return { entry, range };
  });
  return {
    covering(host) {
      if (ranges.length === 0) return undefined;
      const address = ipaddr.parse(host.text);
      return ranges.find(
        ({ range: [network, prefix] }) => network.kind() === address.kind() && address.match(network, prefix),
      )?.entry;
    },
  };
}
