import { parseHost } from "../../functions/domain/host";
import { readHostRow, type HostRow } from "../../functions/domain/host-row";
import type { Known } from "../../functions/domain/block";
import { blockByOperator, stateOf } from "../../functions/domain/operator-block";
import { untilWords } from "../../functions/messages/utc-time";
import type { Connection } from "../aws/connect";
import { counted } from "../command/counted";
import { blockOrder } from "./commands/block";
import { NPM } from "./help";
import type { ImportFile } from "./import-lines";
import type { Item } from "./items";
import type { Order } from "./options";
import { named, sideEffects, withRows, type Preview } from "./preview";

/** What is left to do of a file, by the table as it was read. */
export interface ImportPlan {
  readonly toBlock: readonly string[];
  /** Rows of an export that the table does not have. */
  readonly missing: readonly Item[];
  readonly memory: readonly Item[];
  /** The rows that toBlock and missing come to. */
  readonly planned: readonly HostRow[];
  /** Lines that stay as they are: done already, by an import of before or by hand. */
  readonly staying: number;
  /** Hosts whose block was ended by an operator or by a suppression, of an export since then: no file undoes that. */
  readonly lifted: readonly string[];
  /** Those of toBlock that findings block already. */
  readonly takenOver: number;
  /** Hosts of the file that are to be blocked then, whoever recorded them. */
  readonly running: readonly string[];
}

/** The same file twice changes nothing, and what somebody unblocked stays so. */
export const mayBegin = (known: Known, now: Date): boolean => !isDone(known.row, now) && !isLifted(known);

const isDone = (row: HostRow | undefined, now: Date): boolean =>
  row?.Source === "operator" && stateOf(row, now) === "running";

/** The prune moves a row to the memory within the hour, and the host is as unblocked as before. */
export const isLifted = ({ row, memory }: Known): boolean => (row ?? memory)?.LiftedAt !== undefined;

/** Of hosts that an import leaves alone. */
export const liftedLines = (lifted: readonly string[]): readonly string[] =>
  lifted.length === 0
    ? []
    : [`unblocked before, and left so: ${named(lifted)}. If they are to be blocked all the same: ${NPM} -- block IP`];

export function planImport(
  connection: Connection,
  { rows }: Preview,
  remembered: ReadonlyMap<string, HostRow>,
  file: ImportFile,
  order: Order,
  now: Date,
): ImportPlan {
  const present = new Map(rows.map((row) => [row.HostIp, row]));
  const known = (host: string): Known => ({ row: present.get(host), memory: remembered.get(host) });
  const wasLiftedSince = ({ HostIp, CreatedAt }: Item) =>
    (remembered.get(String(HostIp))?.LiftedAt ?? "") > String(CreatedAt);
  const absent = file.blocklist.filter(({ HostIp }) => !present.has(String(HostIp)));
  const missing = absent.filter((item) => !wasLiftedSince(item));
  const lifted = file.hosts.filter((host) => isLifted(known(host)));
  const liftedSince = absent.filter(wasLiftedSince).map(({ HostIp }) => String(HostIp));
  const toBlock = file.hosts.filter((host) => mayBegin(known(host), now));
  const changes = toBlock.map((host) => blockByOperator(known(host), blockOrder(connection, host, order, now), now));
  const planned = [
    ...changes.map(({ row }) => row),
    ...missing.map((item) => readHostRow({ ...item, EnforcedAt: undefined })),
  ];
  const after = new Map([...present, ...planned.map((row) => [row.HostIp, row] as const)]);
  const ofFile = [...file.hosts, ...file.blocklist.map(({ HostIp }) => String(HostIp))];
  const running = ofFile.filter((host) => {
    const row = after.get(host);
    return row !== undefined && stateOf(row, now) === "running";
  });
  return {
    toBlock,
    missing,
    memory: file.memory,
    planned,
    staying: file.hosts.length - toBlock.length - lifted.length + file.blocklist.length - absent.length,
    lifted: [...lifted, ...liftedSince],
    takenOver: changes.filter(({ outcome }) => outcome === "taken over").length,
    // As rules know them, however a hand spelt the row.
    running: [...new Set(running.map((host) => parseHost(host)?.text ?? host))],
  };
}

/** What is asked before anything is written. */
export function importQuestion(
  { caller, target }: Connection,
  seen: Preview,
  name: string,
  { expanded }: ImportFile,
  plan: ImportPlan,
): readonly string[] {
  const { toBlock, missing, memory, planned, staying, lifted, takenOver } = plan;
  const after = seen.planWith(withRows(seen.rows, planned));
  const own = planned.map(({ HostIp }) => HostIp);
  const asked = new Set(own);
  const noPlace = after.projection.leftOut.filter((host) => asked.has(host)).length;
  const cidrs = expanded > 0 ? ` (${counted(expanded, "CIDR")} written out)` : "";
  const what = [
    ...(toBlock.length > 0
      ? [`block ${counted(toBlock.length, "host")}${cidrs}${untilWords(planned[0]?.ExpiresAt ?? "")}`]
      : []),
    ...(missing.length > 0 ? [`put ${counted(missing.length, "row")} back`] : []),
    ...(memory.length > 0
      ? [`remember up to ${counted(memory.length, "ended block")}, as far as they are forgotten`]
      : []),
  ];
  return [
    `import ${name} into ${target.config.environment}, as ${caller}: ${what.join(", ") || "nothing to do"}`,
    ...(staying > 0 ? [`${counted(staying, "host")} of the file are there already, and stay as they are`] : []),
    ...(takenOver > 0
      ? [`${counted(takenOver, "host")} of them findings block already: these become an operator's blocks`]
      : []),
    ...liftedLines(lifted),
    ...(noPlace > 0 ? [`the rule group is full: ${counted(noPlace, "host")} of the file get no place in it`] : []),
    ...sideEffects(seen.plan, after, seen.current, own),
  ];
}
