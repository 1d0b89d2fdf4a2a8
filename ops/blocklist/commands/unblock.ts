import type { HostRow } from "../../../functions/domain/host-row";
import { liftByOperator, stateOf } from "../../../functions/domain/operator-block";
import { utcTime } from "../../../functions/domain/utc-time";
import { confirm } from "../../command/confirm";
import type { Command } from "../options";
import { preview, rowsOf, sideEffects, withRows } from "../preview";
import { reconcileAfter } from "../reconcile-now";
import { outcomeLines } from "../render-outcome";
import type { Session } from "../session";
import { answer, toldIfItFails, type Change } from "../tell-slack";

type Unblock = Extract<Command, { name: "unblock" }>;

/** Ends the block of a host in whatever spelling the table has it, and reconciles. */
export async function unblockCommand(session: Session, { which, reason }: Unblock): Promise<number> {
  const { connection, options, io } = session;
  const { caller: by, clock, recording, target } = connection;
  const now = clock.now();
  const host = which.text;
  const seen = await preview(connection);
  const rows = rowsOf(seen.rows, which);
  const lifts = rows.map((row) => liftByOperator({ row }, { by, reason }, now).write ?? row);
  const after = seen.planWith(withRows(seen.rows, lifts));
  const running = rows.filter((row) => stateOf(row, now) === "running");
  const isHeld = after.merged.removed.includes(host);

  if (running.length === 0 && !isHeld) {
    const [row] = rows;
    await answer(session, {
      change: undefined,
      json: { command: "unblock", host, by, outcome: row === undefined ? "none" : "ended", row },
      lines: [row === undefined ? `${host} is not in the blocklist: nothing to unblock` : endedLine(row)],
    });
    return 0;
  }
  await confirm(
    [
      `unblock ${host} in ${target.config.environment}, as ${by}${running[0] === undefined ? "; only the rules hold it" : `: ${whyBlocked(running[0])}`}`,
      ...sideEffects(seen.plan, after, seen.current, [host]),
    ],
    options,
    io,
  );

  const changed = [];
  for (const { HostIp } of running) {
    changed.push(await recording.change(HostIp, now, (known) => liftByOperator(known, { by, reason }, now)));
  }
  // No finding brings a row back that is no address.
  const finding = which.exactly ? undefined : findingOf(running);
  const note = finding === undefined ? undefined : againWarning(host, "");
  const told: Change = { command: "unblock", hosts: [host], reason, note };
  const outcome = await toldIfItFails(session, told, () =>
    reconcileAfter(session, `the block of ${host} is ended`, { IPList: [], Lifted: [host] }),
  );
  await answer(session, {
    change: { ...told, outcome },
    json: {
      command: "unblock",
      host,
      by,
      outcome: "lifted",
      rows: changed.map(({ write }) => write),
      mayComeBack: finding !== undefined,
      reconciled: outcome,
    },
    lines: [
      `${host} is unblocked`,
      ...(finding === undefined ? [] : [againWarning(host, ` (${finding})`)]),
      ...outcomeLines(outcome, [host]),
    ],
  });
  return 0;
}

const endedLine = (row: HostRow): string => `${row.HostIp} is not blocked: its block ended ${utcTime(row.ExpiresAt)}`;

const whyBlocked = (row: HostRow): string =>
  `blocked since ${utcTime(row.CreatedAt)} ${row.Source === "operator" ? "by an operator" : `for ${row.FindingType}`} (${row.Reason || "no reason given"})`;

/** A sighting from now on blocks again: GuardDuty goes on looking. undefined: no finding names the host. */
function findingOf(rows: readonly HostRow[]): string | undefined {
  const ids = rows.flatMap((row) => [row.FindingId, ...(row.OtherFindings ?? []).map(({ FindingId }) => FindingId)]);
  return ids.find((id) => id !== "");
}

const againWarning = (host: string, which: string): string =>
  `a newer sighting blocks it again${which}: suppress the finding, and for good put ${host} into allowlist and deploy`;
