import { compareHosts, parseHost } from "../../../functions/domain/host";
import { PERMANENT, readHostRow, type HostRow } from "../../../functions/domain/host-row";
import { stateOf } from "../../../functions/domain/operator-block";
import { project, type Projection } from "../../../functions/domain/projection";
import { utcTime } from "../../../functions/domain/utc-time";
import { readItems } from "../items";
import { counted } from "../../command/counted";
import { NPM } from "../help";
import { rowState } from "../row-state";
import type { Session } from "../session";
import { tableLines } from "../../command/table-lines";

/** Every row of the table, by address. What the rules hold is in EnforcedAt: the firewall is not asked. */
export async function listCommand({ connection, options, io }: Session): Promise<number> {
  const { clock, policy, tables, target } = connection;
  const now = clock.now();
  const items = await readItems(tables, target.names.blocklist);
  const rows = items.map((item) => ({ item, row: readHostRow(item) })).toSorted((a, b) => byHost(a.row, b.row));
  const projection = project(
    rows.map(({ row }) => row),
    now,
    policy,
    Infinity,
  );
  const state = (row: HostRow) => rowState(row, refusalOf(projection, row, now), now);
  if (options.json) {
    for (const { item, row } of rows) io.write(JSON.stringify({ ...item, State: state(row) }));
    return 0;
  }
  if (rows.length === 0) io.write(`${target.names.blocklist} is empty: nobody is blocked`);
  else {
    const lines = tableLines([
      ["host", "state", "since", "until", "by", "why"],
      ...rows.map(({ row }) => [row.HostIp, state(row), utcTime(row.CreatedAt), until(row), row.Source, why(row)]),
    ]);
    for (const line of lines) io.write(line);
    const running = rows.filter(({ row }) => stateOf(row, now) === "running");
    const inForce = running.filter(({ row }) => row.EnforcedAt !== undefined).length;
    io.write(
      `${counted(rows.length, "row")}, ${counted(running.length, "block")} running, ${inForce} in force by their rows (${NPM} -- show IP asks the firewall)`,
    );
  }
  return 0;
}

const refusalOf = ({ excluded }: Projection, row: HostRow, now: Date) =>
  stateOf(row, now) === "running" ? excluded.get(row.HostIp) : undefined;

const until = ({ ExpiresAt }: HostRow): string => (ExpiresAt === PERMANENT ? "unblocked by hand" : utcTime(ExpiresAt));

const why = ({ FindingType, Reason }: HostRow): string =>
  [FindingType, Reason].filter((text) => text !== "").join(": ") || "no reason given";

/** By family and address; what is no address comes last. */
function byHost(a: HostRow, b: HostRow): number {
  const [left, right] = [parseHost(a.HostIp), parseHost(b.HostIp)];
  if (left !== undefined && right !== undefined) return compareHosts(left, right) || (a.HostIp < b.HostIp ? -1 : 1);
  return Number(left === undefined) - Number(right === undefined) || (a.HostIp < b.HostIp ? -1 : 1);
}
