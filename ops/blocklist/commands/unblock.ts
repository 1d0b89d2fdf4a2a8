import { parseHost } from "../../../functions/domain/host";
import type { HostRow } from "../../../functions/domain/host-row";
import { liftByOperator, stateOf } from "../../../functions/domain/operator-block";
import { utcTime } from "../../../functions/domain/utc-time";
import { confirm } from "../../command/confirm";
import type { Command } from "../options";
import { preview, rowsOf, sideEffects, withRows } from "../preview";
import { reconcileAfter } from "../reconcile-now";
import { outcomeLines } from "../render-outcome";
import type { Session } from "../session";

type Unblock = Extract<Command, { name: "unblock" }>;

/** Ends the block of a host in whatever spelling the table has it, and reconciles. */
export async function unblockCommand(session: Session, { host, reason }: Unblock): Promise<number> {
  const { connection, options, io } = session;
  const { caller: by, clock, recording, target } = connection;
  const now = clock.now();
  const seen = await preview(connection);
  const rows = rowsOf(seen.rows, host);
  const lifts = rows.map((row) => liftByOperator({ row }, { by, reason }, now).write ?? row);
  const after = seen.planWith(withRows(seen.rows, lifts));
  const running = rows.filter((row) => stateOf(row, now) === "running");
  const isHeld = after.merged.removed.includes(host.text);
  const json = (outcome: string, more: object = {}) =>
    io.write(JSON.stringify({ command: "unblock", host: host.text, by, outcome, ...more }));

  if (running.length === 0 && !isHeld) {
    const [row] = rows;
    if (options.json) json(row === undefined ? "none" : "ended", { row });
    else io.write(row === undefined ? `${host.text} is not in the blocklist: nothing to unblock` : endedLine(row));
    return 0;
  }
  await confirm(
    [
      `unblock ${host.text} in ${target.config.environment}, as ${by}${running[0] === undefined ? "; only the rules hold it" : `: ${whyBlocked(running[0])}`}`,
      ...sideEffects(seen.plan, after, seen.current, [host.text]),
    ],
    options,
    io,
  );

  const changed = [];
  for (const { HostIp } of running) {
    changed.push(await recording.change(HostIp, now, (known) => liftByOperator(known, { by, reason }, now)));
  }
  const outcome = await reconcileAfter(session, `the block of ${host.text} is ended`, {
    IPList: [],
    Lifted: [host.text],
  });
  const warning = againWarning(running);
  if (options.json)
    json("lifted", {
      rows: changed.map(({ write }) => write),
      mayComeBack: warning !== undefined,
      reconciled: outcome,
    });
  else {
    io.write(`${host.text} is unblocked`);
    if (warning !== undefined) io.write(warning);
    for (const line of outcomeLines(outcome, [host.text])) io.write(line);
  }
  return 0;
}

const endedLine = (row: HostRow): string => `${row.HostIp} is not blocked: its block ended ${utcTime(row.ExpiresAt)}`;

const whyBlocked = (row: HostRow): string =>
  `blocked since ${utcTime(row.CreatedAt)} ${row.Source === "operator" ? "by an operator" : `for ${row.FindingType}`} (${row.Reason || "no reason given"})`;

/** A sighting from now on blocks again: GuardDuty goes on looking. */
function againWarning(rows: readonly HostRow[]): string | undefined {
  const ids = rows.flatMap((row) => [row.FindingId, ...(row.OtherFindings ?? []).map(({ FindingId }) => FindingId)]);
  const finding = ids.find((id) => id !== "");
  const host = parseHost(rows[0]?.HostIp)?.text;
  if (finding === undefined || host === undefined) return undefined;
  return `a newer sighting blocks it again (${finding}): suppress the finding, and for good put ${host} into allowlist and deploy`;
}
