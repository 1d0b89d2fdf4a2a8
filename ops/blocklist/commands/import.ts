import { readFileSync } from "node:fs";
import { readHostRow, type HostRow } from "../../../functions/domain/host-row";
import { blockByOperator, stateOf } from "../../../functions/domain/operator-block";
import { inParallel } from "../../../functions/runtime/in-parallel";
import { untilWords } from "../../../functions/messages/utc-time";
import { OpsError } from "../../command/ops-error";
import { counted } from "../../command/counted";
import { confirm } from "../../command/confirm";
import { readImport, type BadLine } from "../import-lines";
import type { Item } from "../items";
import type { Command } from "../options";
import { preview, sideEffects, withRows } from "../preview";
import { putMissing } from "../put-missing";
import { reconcileAfter } from "../reconcile-now";
import { outcomeLines } from "../render-outcome";
import type { Session } from "../session";
import { answer, toldIfItFails, type Change } from "../tell-slack";
import { blockOrder } from "./block";

type Import = Extract<Command, { name: "import" }>;

/** Blocks the hosts of a file, or puts back the rows of an export that are missing; then reconciles once. */
export async function importCommand(session: Session, { file, order }: Import): Promise<number> {
  const { connection, options, io } = session;
  const { caller, clock, policy, recording, tables, target } = connection;
  const read = readImport(textOf(file), policy.protection);
  if (isBad(read)) throw invalid(file, read);

  const now = clock.now();
  const seen = await preview(connection);
  const present = new Map(seen.rows.map((row) => [row.HostIp, row]));
  const missing = read.blocklist.filter(({ HostIp }) => !present.has(String(HostIp)));
  // Done already, by an import of before or by hand: the same file twice changes nothing.
  const isBlocked = (row: HostRow | undefined) => row?.Source === "operator" && stateOf(row, now) === "running";
  const toBlock = read.hosts.filter((host) => !isBlocked(present.get(host)));
  const orderFor = (host: string) => blockOrder(connection, host, order, now);
  const begun = toBlock.map((host) => blockByOperator({ row: present.get(host) }, orderFor(host), now).row);
  const planned = [...begun, ...missing.map((item) => readHostRow({ ...item, EnforcedAt: undefined }))];
  const asked = planned.map(({ HostIp }) => HostIp);
  const after = seen.planWith(withRows(seen.rows, planned));
  const staying = read.hosts.length - toBlock.length + read.blocklist.length - missing.length;
  const until = untilWords(begun[0]?.ExpiresAt ?? "");
  const what = [
    ...(toBlock.length > 0
      ? [
          `block ${hostCount(toBlock.length)}${read.expanded > 0 ? ` (${counted(read.expanded, "CIDR")} written out)` : ""}${until}`,
        ]
      : []),
    ...(missing.length > 0 ? [`put ${counted(missing.length, "row")} back`] : []),
    ...(read.memory.length > 0
      ? [`remember up to ${counted(read.memory.length, "ended block")}, as far as they are forgotten`]
      : []),
  ];
  const stay = staying > 0 ? [`${hostCount(staying)} of the file are there already, and stay as they are`] : [];
  const leftOut = after.projection.leftOut.filter((host) => asked.includes(host));
  await confirm(
    [
      `import ${file} into ${target.config.environment}, as ${caller}: ${what.join(", ") || "nothing to do"}`,
      ...stay,
      ...(leftOut.length > 0
        ? [`the rule group is full: ${hostCount(leftOut.length)} of the file get no place in it`]
        : []),
      ...sideEffects(seen.plan, after, seen.current, asked),
    ],
    options,
    io,
  );

  const told: Change = {
    command: "import",
    hosts: asked,
    reason: order.reason,
    ...(missing.length === 0 && { until: sameEnd(begun) }),
  };
  const { restored, remembered, outcome } = await toldIfItFails(session, told, async () => {
    await inParallel(toBlock, (host) =>
      recording.change(host, now, (known) => blockByOperator(known, orderFor(host), now)),
    );
    const putBack = async (items: readonly Item[], table: string) =>
      (await inParallel(items, (item) => putMissing(tables, table, item))).filter(Boolean).length;
    return {
      restored: await putBack(missing, target.names.blocklist),
      remembered: await putBack(read.memory, target.names.memory),
      outcome: await reconcileAfter(session, `${file} is imported`, { IPList: [], Lifted: [] }),
    };
  });
  const counts = { blocked: toBlock.length, restored, remembered, stayed: staying };
  const changed = counts.blocked + restored + remembered > 0 || outcome.Changed;
  // Asked for nobody by name, the reconcile takes the file's own hosts for some that were recorded before.
  const own = new Set(asked);
  const late = {
    Late: outcome.Late.filter((host) => !own.has(host)),
    LateCount: Math.max(0, outcome.LateCount - after.merged.added.filter((host) => own.has(host)).length),
  };
  await answer(session, {
    change: changed
      ? {
          ...told,
          outcome: { ...outcome, ...late },
          note: remembered > 0 ? `${counted(remembered, "ended block")} remembered again` : undefined,
        }
      : undefined,
    json: { command: "import", by: caller, ...counts, reconciled: outcome },
    lines: [
      `${hostCount(counts.blocked)} recorded, ${counted(restored, "row")} put back, ${counted(remembered, "ended block")} remembered, ${staying} stay as they are`,
      ...outcomeLines(outcome),
    ],
  });
  return 0;
}

/** "" when they end at different times: hosts that findings block longer. */
const sameEnd = ([first, ...others]: readonly HostRow[]): string =>
  first !== undefined && others.every(({ ExpiresAt }) => ExpiresAt === first.ExpiresAt) ? first.ExpiresAt : "";

const hostCount = (count: number): string => counted(count, "host");

const isBad = (read: ReturnType<typeof readImport>): read is readonly BadLine[] => Array.isArray(read);

const MOST_LINES_TOLD = 50;

function invalid(file: string, bad: readonly BadLine[]): OpsError {
  const lines = bad.slice(0, MOST_LINES_TOLD).map(({ line, problem }) => `${file}:${line}: ${problem}`);
  const more = bad.length > lines.length ? [`and ${bad.length - lines.length} more`] : [];
  return new OpsError(
    "FILE_INVALID",
    [...lines, ...more, `nothing was imported: ${counted(bad.length, "bad line")}`].join("\n"),
  );
}

function textOf(file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    const problem = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new OpsError("FILE_INVALID", `${file} cannot be read: ${problem}`);
  }
}
