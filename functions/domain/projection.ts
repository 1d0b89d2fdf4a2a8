import { AddressBlocks } from "./address-blocks";
import type { NeverBlockType, ObserveType } from "../contract/finding-types";
import type { Cidr } from "./cidr";
import { neverBlockEntry, observeEntry } from "./finding-type";
import { parseHost, type Host } from "./host";
import { endedBy, type HostRow } from "./host-row";
import type { Protection } from "./protection";
import { refuseHost, type RefusalReason } from "./refusals";
import { utcTime } from "./utc-time";

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

/** What the config says of hosts that are recorded. */
export interface ProjectionPolicy {
  readonly protection: Protection;
  readonly observeTypes: readonly ObserveType[];
  readonly neverTypes: readonly NeverBlockType[];
}

/**
 * Renders the blocklist: unexpired rows, minus allowlisted and non-public addresses, up to capacity.
 *
 * | row                          | outcome                                        |
 * |------------------------------|------------------------------------------------|
 * | expired                      | excluded, BLOCK_ENDED                          |
 * | not an address               | excluded, NOT_AN_ADDRESS (written by hand?)    |
 * | not public, or protected     | excluded, NOT_PUBLIC, OWN_ADDRESS or ALLOWLISTED (I2) |
 * | only of types that never block | excluded, NEVER_BLOCK_TYPE                   |
 * | only of types that are observed | excluded, OBSERVE_MODE                      |
 * | no rule holds it, and none is to be made | excluded, OBSERVE_MODE             |
 * | another spelling of a host   | the same host, once: its most recent row counts |
 * | needs more than blockCapacity | excluded, OVER_CAPACITY: most recent ones stay |
 * | else                         | a host of the rule group                       |
 *
 * @param mayAdd false of a host: it has no rule, and gets none, since the environment only observes
 * @param blockCapacity addresses or CIDRs that the rules can list in each direction
 */
export function project(
  rows: readonly HostRow[],
  now: Date,
  policy: ProjectionPolicy,
  blockCapacity: number,
  mayAdd: (host: Host) => boolean = () => true,
): Projection {
  const excluded = new Map<string, RefusalReason>();
  const candidates: Candidate[] = [];
  const isExpired = endedBy(now);
  for (const row of rows) {
    const host = parseHost(row.HostIp);
    const refusal = isExpired(row)
      ? ended(row)
      : host === undefined
        ? notAnAddress(row)
        : (refuseHost(host, policy.protection) ?? refuseRow(row, policy, now) ?? refuseNew(host, mayAdd));
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

/** An operator's first, then the most recently seen; the address decides between equals, so that every reader leaves out the same. */
const compareRecency = (a: HostRow, b: HostRow): number =>
  Number(b.Source === "operator") - Number(a.Source === "operator") ||
  compareText(b.LastSeenAt, a.LastSeenAt) ||
  compareText(a.HostIp, b.HostIp);

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Why a row is not in force that names a public host: every finding that names it is of a type that never blocks, or
 * that is only observed. An operator's block is of no type.
 */
export function refuseRow(
  row: HostRow,
  { observeTypes, neverTypes }: Pick<ProjectionPolicy, "observeTypes" | "neverTypes">,
  now: Date,
): RefusalReason | undefined {
  if (row.Source === "operator") return undefined;
  const namings: readonly Naming[] = [
    row,
    ...(row.OtherFindings ?? []),
    ...(row.MoreTypes ?? []).map((FindingType) => ({ FindingType, Role: undefined })),
  ];
  const of = <Entry>(entryOf: (naming: Naming) => Entry | undefined): Entry | undefined => {
    const entries = namings.map(entryOf);
    return entries.includes(undefined) ? undefined : entries[0];
  };
  const never = of(({ FindingType, Role }) =>
    neverBlockEntry({ types: [FindingType], resourceRole: Role }, neverTypes),
  );
  if (never !== undefined) {
    const detail = `${row.HostIp} is not blocked for ${row.FindingType}: ${never.because} (neverBlockTypes)`;
    return { reason: "NEVER_BLOCK_TYPE", detail };
  }
  const observed = of(({ FindingType }) => observeEntry(FindingType, observeTypes, now));
  if (observed === undefined) return undefined;
  const { type, until } = observed;
  // It may have left the blocklist by then.
  const from = until === undefined || row.ExpiresAt <= until ? "" : `; it will be blocked from ${until} on`;
  return {
    reason: "OBSERVE_MODE",
    detail: `${row.HostIp} would be blocked, but ${row.FindingType} is only observed (observeTypes: ${type}${until === undefined ? "" : `, until ${until}`})${from}`,
  };
}

type Naming = Pick<HostRow, "FindingType" | "Role">;

const refuseNew = (host: Host, mayAdd: (host: Host) => boolean): RefusalReason | undefined =>
  mayAdd(host)
    ? undefined
    : { reason: "OBSERVE_MODE", detail: `${host.text} would be blocked, but this environment only observes` };

export const notAnAddress = (row: HostRow): RefusalReason => ({
  reason: "NOT_AN_ADDRESS",
  detail: `the table holds "${row.HostIp.slice(0, 64)}", which is not an address`,
});

const ended = (row: HostRow): RefusalReason => ({
  reason: "BLOCK_ENDED",
  detail: `its block ended at ${utcTime(row.ExpiresAt)}`,
});

const overCapacity = (blockCapacity: number): RefusalReason => ({
  reason: "OVER_CAPACITY",
  detail: `the rule group is full (${blockCapacity} addresses) and others were seen more recently`,
});
