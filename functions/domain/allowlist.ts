import { CodedError } from "../contract/coded-error";
import { contains, parseCidr } from "./cidr";
import type { Host } from "./host";

/** Addresses and CIDRs that are never blocked. */
export interface Allowlist {
  /** The entry that covers the host, as it was configured, or undefined. */
  readonly covering: (host: Host) => string | undefined;
}

/** @throws CodedError ENV_INVALID for an entry that is not an address or CIDR; synth refuses such a config, so this is a second lock. */
export function parseAllowlist(entries: readonly string[]): Allowlist {
  const ranges = entries.map((entry) => {
    const cidr = parseCidr(entry);
    if (cidr === undefined) {
      throw new CodedError("ENV_INVALID", `allowlist entry "${entry}" is neither an address nor a CIDR. Deploy again.`);
    }
    return { entry, cidr };
  });
  return {
    covering: (host) => ranges.find(({ cidr }) => contains(cidr, host))?.entry,
  };
}
