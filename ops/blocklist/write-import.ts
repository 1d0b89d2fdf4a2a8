import type { HostRow } from "../../functions/domain/host-row";
import { blockByOperator, type BlockChange } from "../../functions/domain/operator-block";
import type { Connection } from "../aws/connect";
import { counted } from "../command/counted";
import { blockOrder } from "./commands/block";
import { isLifted, mayBegin, type ImportPlan } from "./import-plan";
import type { Order } from "./options";
import { named } from "./preview";
import { putMissing } from "./put-missing";
import { tryAll } from "./try-all";
import { whyFailed } from "./why-failed";

/** What was written of a file, and what was not. */
export interface WrittenImport {
  readonly blocked: number;
  readonly restored: number;
  readonly remembered: number;
  readonly failed: number;
  /** When the new blocks end; "" when they end at different times: hosts that findings block longer. */
  readonly until: string;
  /** Hosts whose rows were written. */
  readonly written: readonly string[];
  /** Hosts whose rows could not be written, and hosts that could not be remembered. */
  readonly left: readonly string[];
  /** Hosts that somebody has unblocked while the question waited. */
  readonly lifted: readonly string[];
  readonly forgotten: readonly string[];
  /** Why the first of them could not. */
  readonly error: Error | undefined;
}

/** One row that cannot be written stops no other. */
export async function writeImport(
  connection: Connection,
  plan: ImportPlan,
  order: Order,
  now: Date,
): Promise<WrittenImport> {
  const { recording, tables, target } = connection;
  const blocks = await tryAll(plan.toBlock, (host) =>
    recording.change(host, now, (known): BlockChange => {
      const row = known.row ?? known.memory;
      return row !== undefined && !mayBegin(known, now)
        ? // Another operator has blocked or unblocked it meanwhile.
          { outcome: "same", row }
        : blockByOperator(known, blockOrder(connection, host, order, now), now);
    }),
  );
  const rows = await tryAll(plan.missing, (item) => putMissing(tables, target.names.blocklist, item));
  const ended = await tryAll(plan.memory, (item) => putMissing(tables, target.names.memory, item));
  const begun = blocks.done.flatMap(({ result: { write } }) => write ?? []);
  const put = rows.done.filter(({ result }) => result).map(({ item }) => String(item.HostIp));
  return {
    blocked: begun.length,
    restored: put.length,
    remembered: ended.done.filter(({ result }) => result).length,
    failed: blocks.left.length + rows.left.length + ended.left.length,
    until: sameEnd(begun),
    written: [...begun.map(({ HostIp }) => HostIp), ...put],
    left: [...blocks.left, ...rows.left.map(({ HostIp }) => String(HostIp))],
    lifted: blocks.done.flatMap(({ result }) =>
      result.write === undefined && isLifted(result) ? [result.row.HostIp] : [],
    ),
    forgotten: ended.left.map(({ HostIp }) => String(HostIp)),
    error: blocks.error ?? rows.error ?? ended.error,
  };
}

const sameEnd = ([first, ...others]: readonly HostRow[]): string =>
  first !== undefined && others.every(({ ExpiresAt }) => ExpiresAt === first.ExpiresAt) ? first.ExpiresAt : "";

/** A part is written: which, and why not the rest. */
export function partLine(
  { written, left, forgotten, error }: WrittenImport,
  { toBlock, missing, memory }: ImportPlan,
  { target }: Connection,
): string {
  const all = toBlock.length + missing.length + memory.length;
  const not = [...left, ...forgotten];
  const which = written.length > 0 ? ` (${named(written)})` : "";
  const what = counted(all, missing.length + memory.length > 0 ? "row" : "host");
  return `${all - not.length} of ${what} are recorded${which}, not ${named(not)}: ${whyFailed(error, target)}; import the file again`;
}
