import { readFileSync } from "node:fs";
import { MAX_DETAILS_IN_PAYLOAD, type ReconcileOutcome } from "../../../functions/contract/payloads";
import { confirm } from "../../command/confirm";
import { counted } from "../../command/counted";
import { OpsError } from "../../command/ops-error";
import { readImport, type BadLine } from "../import-lines";
import { importQuestion, liftedLines, planImport } from "../import-plan";
import { exitCodeOf, notBlockedLines } from "../not-blocked";
import type { Command } from "../options";
import { preview } from "../preview";
import { readRemembered } from "../remembered";
import { reconcileAfter } from "../reconcile-after";
import { outcomeLines } from "../render-outcome";
import type { ChangingSession } from "../session";
import { answer, toldIfItFails, type Change } from "../tell-slack";
import { partLine, writeImport } from "../write-import";

type Import = Extract<Command, { name: "import" }>;

/** Blocks the hosts of a file, or puts back the rows of an export that are missing; then has it reconciled once. */
export async function importCommand(session: ChangingSession, { file, at, order }: Import): Promise<number> {
  const { connection, options, io } = session;
  const { caller, clock, policy } = connection;
  const read = readImport(textOf(file, at), policy.protection);
  if (isBad(read)) throw invalid(file, read);
  const seen = await preview(connection);
  const ended = await readRemembered(connection);
  const plan = planImport(connection, seen, ended, read, order, clock.now());
  await confirm(importQuestion(connection, seen, file, read, plan), options, io);

  const done = await writeImport(connection, plan, order, clock.now());
  if (done.error !== undefined && done.written.length + done.remembered === 0) throw done.error;
  const failed = done.error === undefined ? "" : partLine(done, plan, connection);
  const told: Change = {
    command: "import",
    hosts: done.written,
    reason: order.reason,
    ...(plan.missing.length === 0 && { until: done.until }),
  };
  const lifted = [...plan.lifted, ...done.lifted];
  const left = new Set([...done.left, ...done.lifted]);
  const asked = plan.running.filter((host) => !left.has(host));
  const outcome = await toldIfItFails(session, told, () =>
    reconcileAfter(session, failed || `${file} is imported`, { IPList: asked, Lifted: [] }),
  );
  const { blocked, restored } = done;
  const remembered = `${counted(done.remembered, "ended block")} remembered`;
  const notBlocked = notBlockedLines(outcome.NotBlocked);
  const notes = [
    failed,
    done.remembered > 0 ? `${remembered} again` : "",
    ...liftedLines(lifted),
    // Fewer are listed one by one.
    ...(outcome.NotBlocked.length > MAX_DETAILS_IN_PAYLOAD ? notBlocked : []),
  ];
  const counts = {
    blocked,
    restored,
    remembered: done.remembered,
    stayed: plan.staying,
    takenOver: plan.takenOver,
    unblocked: lifted,
    failed: done.failed,
  };
  const changed = done.written.length + done.remembered > 0 || outcome.Changed;
  await answer(session, {
    change: changed ? { ...told, outcome, note: notes.filter(Boolean).join("; ") } : undefined,
    json: { command: "import", by: caller, ...counts, reconciled: outcome },
    lines: [
      ...(failed === "" ? [] : [failed]),
      `${counted(blocked, "host")} recorded, ${counted(restored, "row")} put back, ${remembered}, ${plan.staying} stay as they are`,
      ...liftedLines(lifted),
      ...notBlocked,
      ...outcomeLines(withoutOwn(outcome, asked)),
    ],
  });
  return failed === "" ? exitCodeOf(outcome.NotBlocked) : 1;
}

/** Those of the file that have no place are said already. */
function withoutOwn(outcome: ReconcileOutcome, asked: readonly string[]): ReconcileOutcome {
  const own = new Set(asked);
  const LeftOut = outcome.LeftOut.filter((host) => !own.has(host));
  const ownCount = outcome.NotBlocked.filter(({ Reason }) => Reason === "OVER_CAPACITY").length;
  return { ...outcome, LeftOut, LeftOutCount: outcome.LeftOutCount - ownCount };
}

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

function textOf(file: string, at: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(at));
  } catch (error) {
    const problem = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new OpsError("FILE_INVALID", `${file} cannot be read: ${problem}`);
  }
}
