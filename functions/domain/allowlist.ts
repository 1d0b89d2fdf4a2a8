import ipaddr from "ipaddr.js";
import { CodedError } from "../contract/coded-error";
import { parseHost, type Host } from "./host";

/** Addresses and CIDRs that are never blocked. */
export interface Allowlist {
  /** The entry that covers the host, as it was configured, or undefined. */
  readonly covering: (host: Host) => string | undefined;
}

const MAPPED_PREFIX = 96;

/**
 * One entry: an address or a CIDR of either family, in the notations of parseHost: "10.8/16" is refused, since it reads
 * as 10.0.0.8/16 here and as 10.8.0.0/16 elsewhere. IPv4-mapped IPv6 is the IPv4 range inside it, as it is for hosts.
 * Undefined when the text is neither.
 */
export function parseAllowlistEntry(entry: string): readonly [ipaddr.IPv4 | ipaddr.IPv6, number] | undefined {
  const [text = "", prefixText, ...more] = entry.split("/");
  const host = parseHost(text);
  if (host === undefined || more.length > 0) return undefined;
  const bits = host.family === "ipv4" ? 32 : 128;
  if (prefixText === undefined) return [ipaddr.parse(host.text), bits];
  if (!/^(0|[1-9]\d{0,2})$/.test(prefixText)) return undefined;
  const prefix = Number(prefixText) - (host.family === "ipv4" && text.includes(":") ? MAPPED_PREFIX : 0);
  return prefix >= 0 && prefix <= bits ? [ipaddr.parse(host.text), prefix] : undefined;
}

/** @throws CodedError ENV_INVALID for an entry that is not an address or CIDR; synth refuses such a config, so this is a second lock. */
export function parseAllowlist(entries: readonly string[]): Allowlist {
  const ranges = entries.map((entry) => {
    const range = parseAllowlistEntry(entry);
    if (range === undefined) {
      throw new CodedError("ENV_INVALID", `allowlist entry "${entry}" is neither an address nor a CIDR. Deploy again.`);
    }
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
