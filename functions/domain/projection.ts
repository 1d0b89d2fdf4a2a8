import { AddressBlocks } from "./address-blocks";
import type { Allowlist } from "./allowlist";
import type { Cidr } from "./cidr";
import { parseHost, type Host } from "./host";
import { endedBy, type HostRow } from "./host-row";
import { refuseHost, type RefusalReason } from "./refusals";

/** The hosts that the rule group should hold, and what was left out of the blocklist and why. */
export interface Projection {
  /** By family, then by address. */
  readonly hosts: readonly Host[];
  /** The fewest blocks that hold exactly these hosts, in the order of the rules. */
  readonly blocks: readonly Cidr[];
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
 * | needs more than blockCapacity | excluded, OVER_CAPACITY: most recent ones stay |
 * | else                         | a host of the rule group                       |
 *
 * @param blockCapacity addresses or CIDRs that the rules can list in each direction
 */
export function project(rows: readonly HostRow[], now: Date, allowlist: Allowlist, blockCapacity: number): Projection {
  const excluded = new Map<string, RefusalReason>();
  const candidates: Candidate[] = [];
  const isExpired = endedBy(now);
  for (const row of rows) {
    const host = parseHost(row.HostIp);
    const refusal = host === undefined ? notAnAddress(row) : isExpired(row) ? ended(row) : refuseHost(host, allowlist);
    if (refusal !== undefined) excluded.set(row.HostIp, refusal);
    else if (host !== undefined) candidates.push({ row, host });
  }
  const byRecency = candidates.toSorted((a, b) => compareRecency(a.row, b.row));
  // Once by its canonical text: a row written by hand may spell a host differently.
  const held = new AddressBlocks();
  const leftOut = addByRecency(held, byRecency, blockCapacity).map(({ row }) => row.HostIp);
  for (const host of leftOut) excluded.set(host, overCapacity(blockCapacity));
  return { hosts: held.hosts(), blocks: held.list(), excluded, leftOut };
}

interface Candidate {
  readonly row: HostRow;
  readonly host: Host;
}

/**
 * Adds what there is room for; answers the others. A host that joins its neighbours makes room, and then those
 * come first that were left out before it.
 */
function addByRecency(held: AddressBlocks, candidates: readonly Candidate[], most: number): readonly Candidate[] {
  let leftOut: Candidate[] = [];
  for (const candidate of candidates) {
    const before = held.count;
    if (!held.add(candidate.host, most)) leftOut.push(candidate);
    for (let room = held.count < before; room;) {
      const still = leftOut.filter(({ host }) => !held.add(host, most));
      room = still.length < leftOut.length;
      leftOut = still;
    }
  }
  return leftOut;
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

const overCapacity = (blockCapacity: number): RefusalReason => ({
  reason: "OVER_CAPACITY",
  detail: `the rule group is full (${blockCapacity} addresses) and others were seen more recently`,
});
