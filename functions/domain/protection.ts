import { parseAllowlist, type Allowlist } from "./allowlist";

/** Addresses that are never blocked, by why not. */
export interface Protection {
  readonly allowlist: Allowlist;
  /** Our own public addresses. */
  readonly own: Allowlist;
}

/** @throws CodedError ENV_INVALID for an entry that is neither an address nor a CIDR */
export const protectionOf = (allowlist: readonly string[], own: readonly string[]): Protection => ({
  allowlist: parseAllowlist(allowlist),
  own: parseAllowlist(own),
});
