import type { Allowlist } from "./allowlist";
import { compareHosts, parseHost, type Host } from "./host";
import { isExpired, type HostRow } from "./host-row";
import { refuseHost, type RefusalReason } from "./refusals";

/** The hosts that the rule group should hold, and what was left out of the blocklist and why. */
export interface Projection {
  /** In the order of the rules: by family, then by address. */
  readonly hosts: readonly Host[];
  /** By HostIp: rows of the blocklist that get no rule. */
  readonly excluded: ReadonlyMap<string, RefusalReason>;
  /** Those of `excluded` that only lack capacity, most recently seen first. */
  readonly leftOut: readonly string[];
}

/**
 * Renders the blocklist: unexpired rows, minus allowlisted and non-public addresses, up to capacity.
 *
 * | row                          | outcome                                        |
 * |------------------------------|------------------------------------------------|
 * | expired                      | excluded, BLOCK_ENDED                          |
 * | not an address               | excluded, NOT_AN_ADDRESS (written by hand?)    |
 * | not public, or allowlisted   | excluded, NOT_PUBLIC or ALLOWLISTED (I2)       |
 * | another spelling of a host   | the same host, once: its most recent row counts |
 * | beyond hostCapacity          | excluded, OVER_CAPACITY: most recent ones stay |
 * | else                         | a host of the rule group                       |
 */
export function project(rows: readonly HostRow[], now: Date, allowlist: Allowlist, hostCapacity: number): Projection {
  const excluded = new Map<string, RefusalReason>();
  const candidates: { readonly row: HostRow; readonly host: Host }[] = [];
  for (const row of rows) {
    const host = parseHost(row.HostIp);
    const refusal =
      host === undefined ? notAnAddress(row) : isExpired(row, now) ? ended(row) : refuseHost(host, allowlist);
    if (refusal !== undefined) excluded.set(row.HostIp, refusal);
    else if (host !== undefined) candidates.push({ row, host });
  }
  const byRecency = candidates.toSorted((a, b) => compareRecency(a.row, b.row));
  // By canonical text: a row written by hand may spell a host differently, and a rule must not name it twice.
  const kept = new Map<string, Host>();
  const leftOut: string[] = [];
  for (const { row, host } of byRecency) {
    if (kept.has(host.text) || kept.size < hostCapacity) kept.set(host.text, host);
    else leftOut.push(row.HostIp);
  }
  for (const host of leftOut) excluded.set(host, overCapacity(hostCapacity));
  const hosts = [...kept.values()];
  return { hosts: hosts.toSorted(compareHosts), excluded, leftOut };
}

/** Most recently seen first; the address decides between equals, so that every reader leaves out the same. */
const compareRecency = (a: HostRow, b: HostRow): number =>
  compareText(b.LastSeenAt, a.LastSeenAt) || compareText(a.HostIp, b.HostIp);

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const notAnAddress = (row: HostRow): RefusalReason => ({
  reason: "NOT_AN_ADDRESS",
  detail: `the table holds "${row.HostIp.slice(0, 64)}", which is not an address`,
});

const ended = (row: HostRow): RefusalReason => ({
  reason: "BLOCK_ENDED",
  detail: `its block ended at ${row.ExpiresAt}`,
});

const overCapacity = (hostCapacity: number): RefusalReason => ({
  reason: "OVER_CAPACITY",
  detail: `the rule group is full (${hostCapacity} hosts) and others were seen more recently`,
});
