import { contains, parseCidr } from "../domain/cidr";
import { parseHost } from "../domain/host";
import { endedBy, type HostRow } from "../domain/host-row";
import type { Blocklist } from "../ports/blocklist";
import { unmarkHosts } from "./enforcement-marks";
import type { Plan } from "./plan";

/**
 * Asked after an update: are the rows that it was decided on still so? The update token shows every other update, but
 * not a reconcile that had nothing to update, because it saw the rule group as it was before ours:
 *
 * | we read          | meanwhile                                                                  | our update then |
 * |------------------|----------------------------------------------------------------------------|-----------------|
 * | host is pruned   | recorded anew; its reconcile finds the rule still there, and marks the row | takes the rule  |
 * | host is recorded | lifted; its reconcile finds no rule yet, and is done                       | makes the rule  |
 *
 * What was written before this read is seen here and gets another round. What is written after it belongs to a writer
 * that describes the group after our update. A row whose rule has just gone loses its EnforcedAt before this answers.
 */
export async function settled(
  blocklist: Blocklist,
  { merged: { added, removed }, projection }: Pick<Plan, "merged" | "projection">,
  rows: readonly HostRow[],
  now: Date,
): Promise<boolean> {
  const touched = new Set([...added, ...removed]);
  const held = new Set(projection.hosts.map(({ text }) => text));
  const isRemoved = containedIn(removed);
  // A wide block that a hand wrote is removed as a whole, and some of its hosts have rules of their own now.
  const isGone = (row: HostRow) => isRemoved(row) && !held.has(hostOf(row));
  const read = new Map(rows.map((row) => [row.HostIp, row]));
  const spelt = rows.filter((row) => touched.has(hostOf(row))).map(({ HostIp }) => HostIp);
  const present = await readPresent(blocklist, [...new Set([...spelt, ...touched])]);

  const back = present.filter((row) => isGone(row) && !isAsRead(row, read.get(row.HostIp)));
  await unmarkHosts(
    blocklist,
    back.filter((row) => row.EnforcedAt !== undefined),
    now,
  );
  const ended = endedBy(now);
  const there = new Set(present.filter((row) => !ended(row)).map(hostOf));
  return back.length === 0 && added.every((host) => there.has(host));
}

/** From here on one scan costs less than a read for each host. */
const SCAN_FROM_HOSTS = 200;

const readPresent = (blocklist: Blocklist, names: readonly string[]): Promise<readonly HostRow[]> =>
  names.length >= SCAN_FROM_HOSTS || names.some((name) => name.includes("/"))
    ? blocklist.readAll()
    : blocklist.get(names);

/** Whether a row's host is among these names, which are hosts or CIDRs. */
function containedIn(names: readonly string[]): (row: HostRow) => boolean {
  const hosts = new Set(names);
  const cidrs = names.filter((name) => name.includes("/")).flatMap((name) => parseCidr(name) ?? []);
  return (row) => {
    if (hosts.has(hostOf(row))) return true;
    const host = parseHost(row.HostIp);
    return host !== undefined && cidrs.some((cidr) => contains(cidr, host));
  };
}

/** A row written by hand may spell its host in another way. */
const hostOf = ({ HostIp }: HostRow): string => parseHost(HostIp)?.text ?? HostIp;

/** The very row that was read, and nobody calls it enforced. */
const isAsRead = (row: HostRow, read: HostRow | undefined): boolean =>
  row.EnforcedAt === undefined &&
  row.CreatedAt === read?.CreatedAt &&
  row.LastSeenAt === read.LastSeenAt &&
  row.ExpiresAt === read.ExpiresAt &&
  row.Version === read.Version;
