import { coveringRules } from "../../../functions/domain/covering-rules";
import { parseHost } from "../../../functions/domain/host";
import type { HostRow } from "../../../functions/domain/host-row";
import { liftByOperator, stateOf } from "../../../functions/domain/operator-block";
import { utcTime } from "../../../functions/domain/utc-time";
import { confirm } from "../../command/confirm";
import type { Command, Which } from "../options";
import { preview, rowsOf, sideEffects, withRows, type Preview } from "../preview";
import { reconcileAfter } from "../reconcile-after";
import { outcomeLines } from "../render-outcome";
import { whyBlocked } from "../row-words";
import type { ChangingSession } from "../session";
import { requireShown } from "../still-shown";
import { answer, toldIfItFails, type Change } from "../tell-slack";
import { tryAll } from "../try-all";
import { whyFailed } from "../why-failed";

type Unblock = Extract<Command, { name: "unblock" }>;

/** Ends the block of a host in whatever spelling the table has it, has it reconciled, and says whether it is gone. */
export async function unblockCommand(session: ChangingSession, { which, reason }: Unblock): Promise<number> {
  const { connection, options } = session;
  const { caller: by, clock, managed, recording } = connection;
  const host = which.text;
  const seen = await preview(connection);
  const rows = rowsOf(seen.rows, which);
  const running = rows.filter((row) => stateOf(row, clock.now()) === "running");
  const address = which.exactly ? undefined : parseHost(host);
  const covering = address === undefined ? [] : coveringRules(seen.current.rules, address, managed);

  if (running.length === 0 && !covering.some(({ ours }) => ours)) {
    const [row] = rows;
    await answer(session, {
      change: undefined,
      json: { command: "unblock", host, by, outcome: row === undefined ? "none" : "ended", row },
      lines: [row === undefined ? `${host} is not in the blocklist: nothing to unblock` : endedLine(row)],
    });
    return 0;
  }
  await ask(session, host, seen, running);

  const now = clock.now();
  const lifts = await tryAll(running, (row) =>
    recording.change(row.HostIp, now, (known) => {
      requireShown(row.HostIp, row, known.row, { ...options, now });
      return liftByOperator(known, { by, reason }, now);
    }),
  );
  if (lifts.done.length === 0 && lifts.error !== undefined) throw lifts.error;
  const failed = lifts.error === undefined ? undefined : partLine(session, host, lifts);
  // No finding brings a row back that is no address.
  const finding = which.exactly ? undefined : findingOf(running);
  const note = [failed, finding && againWarning(host, "")].filter(Boolean).join("; ");
  const told: Change = { command: "unblock", hosts: [host], reason, note };
  const outcome = await toldIfItFails(session, told, () =>
    reconcileAfter(session, failed ?? `the block of ${host} is ended`, {
      IPList: address === undefined ? [] : [host],
      Lifted: [host],
    }),
  );
  const still = outcome.Blocked.includes(host) ? await stillBlocked(session, which, rows) : undefined;
  // That it is not blocked is what was asked for.
  const reconciled = { ...outcome, NotBlocked: [] };
  await answer(session, {
    change: { ...told, outcome: reconciled, note: [note, still].filter(Boolean).join("; ") },
    json: {
      command: "unblock",
      host,
      by,
      outcome: still === undefined ? "lifted" : "still blocked",
      rows: lifts.done.map(({ result }) => result.write),
      mayComeBack: finding !== undefined,
      reconciled,
    },
    lines: [
      ...(failed === undefined ? [] : [failed]),
      still ?? `${host} is unblocked`,
      ...(finding === undefined ? [] : [againWarning(host, ` (${finding})`)]),
      ...outcomeLines(reconciled, [host]),
    ],
  });
  return still === undefined && failed === undefined ? 0 : 1;
}

async function ask(
  { connection: { caller: by, clock, target }, options, io }: ChangingSession,
  host: string,
  seen: Preview,
  running: readonly HostRow[],
): Promise<void> {
  const now = clock.now();
  const lifted = running.map((row) => liftByOperator({ row }, { by, reason: "" }, now).write ?? row);
  const after = seen.planWith(withRows(seen.rows, lifted));
  const [row] = running;
  const what = row === undefined ? "; only the rules hold it" : `: ${whyBlocked(row)}`;
  const effects = sideEffects(seen.plan, after, seen.current, [host]);
  await confirm([`unblock ${host} in ${target.config.environment}, as ${by}${what}`, ...effects], options, io);
}

const endedLine = (row: HostRow): string => `${row.HostIp} is not blocked: its block ended ${utcTime(row.ExpiresAt)}`;

/** One spelling is ended, and another is not. */
const partLine = (
  { connection: { target } }: ChangingSession,
  host: string,
  { done, left, error }: { readonly done: readonly unknown[]; readonly left: readonly HostRow[]; error?: unknown },
): string => {
  const names = left.map(({ HostIp }) => HostIp).join(", ");
  return `${done.length} of ${done.length + left.length} rows of ${host} are ended, not ${names}: ${whyFailed(error, target)}; unblock it again`;
};

/** By a sighting that came meanwhile, or a row that could not be ended. */
async function stillBlocked({ connection }: ChangingSession, which: Which, known: readonly HostRow[]): Promise<string> {
  const rows = await connection.blocklist.get([...new Set([which.text, ...known.map(({ HostIp }) => HostIp)])]);
  const row = rows.find((one) => stateOf(one, connection.clock.now()) === "running");
  return `${which.text} is still blocked${row === undefined ? "" : `: ${whyBlocked(row)}`}`;
}

/** A sighting from now on blocks again: GuardDuty goes on looking. undefined: no finding names the host. */
function findingOf(rows: readonly HostRow[]): string | undefined {
  const ids = rows.flatMap((row) => [row.FindingId, ...(row.OtherFindings ?? []).map(({ FindingId }) => FindingId)]);
  return ids.find((id) => id !== "");
}

const againWarning = (host: string, which: string): string =>
  `a newer sighting blocks it again${which}: suppress the finding, and for good put ${host} into allowlist and deploy`;
