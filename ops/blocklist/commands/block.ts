import { blockByOperator, type BlockOrder } from "../../../functions/domain/operator-block";
import { PERMANENT } from "../../../functions/domain/host-row";
import { refuseHost } from "../../../functions/domain/refusals";
import { untilWords } from "../../../functions/messages/utc-time";
import type { Connection } from "../../aws/connect";
import { OpsError } from "../../command/ops-error";
import { confirm } from "../../command/confirm";
import type { Command, Order } from "../options";
import { preview, sideEffects, withRows } from "../preview";
import { reconcileAfter } from "../reconcile-now";
import { outcomeLines } from "../render-outcome";
import type { Session } from "../session";
import { answer, toldIfItFails, type Change } from "../tell-slack";

type Block = Extract<Command, { name: "block" }>;

/** Records the operator's block, reconciles, and says whether it is in force. */
export async function blockCommand(session: Session, { host, order }: Block): Promise<number> {
  const { connection, options, io } = session;
  const { clock, memory, policy, recording, target } = connection;
  const refusal = refuseHost(host, policy.protection);
  if (refusal !== undefined) throw new OpsError("REFUSED", `${refusal.detail}, and is never blocked`);

  const now = clock.now();
  const wanted = blockOrder(connection, host.text, order, now);
  const seen = await preview(connection);
  const row = seen.rows.find(({ HostIp }) => HostIp === host.text);
  const expected = blockByOperator({ row, memory: row ?? (await memory.recall(host.text, now)) }, wanted, now);
  const after = seen.planWith(withRows(seen.rows, [expected.row]));
  await confirm(
    [
      `block ${host.text} in ${target.config.environment}${untilWords(expected.row.ExpiresAt)}, as ${connection.caller}` +
        (expected.outcome === "taken over" ? "; findings block it already" : ""),
      ...sideEffects(seen.plan, after, seen.current, [host.text]),
    ],
    options,
    io,
  );

  const change = await recording.change(host.text, now, (known) => blockByOperator(known, wanted, now));
  const written = `${host.text} is recorded${untilWords(change.row.ExpiresAt)}`;
  const told: Change = {
    command: "block",
    hosts: [host.text],
    reason: order.reason,
    until: change.row.ExpiresAt,
    note: change.outcome === "taken over" ? "findings had blocked it; their suppression lifts it no more" : undefined,
  };
  const outcome = await toldIfItFails(session, told, () =>
    reconcileAfter(session, written, { IPList: [host.text], Lifted: [] }),
  );
  const [notBlocked] = outcome.NotBlocked;
  await answer(session, {
    change: change.write === undefined && !outcome.Changed ? undefined : { ...told, outcome },
    json: {
      command: "block",
      host: host.text,
      by: connection.caller,
      outcome: change.outcome,
      row: change.row,
      reconciled: outcome,
    },
    lines: [
      notBlocked === undefined
        ? `${host.text} ${SAID[change.outcome]}${untilWords(change.row.ExpiresAt)}`
        : `${written}, and not blocked: ${notBlocked.Detail}`,
      ...outcomeLines(outcome, [host.text]),
    ],
  });
  return notBlocked === undefined || connection.mode === "observe" ? 0 : 1;
}

const SAID = {
  begun: "is blocked",
  "taken over": "is an operator's block now",
  changed: "is blocked",
  same: "was so already: it is blocked",
};

/** Who, why and until when. */
export function blockOrder({ caller, target }: Connection, host: string, order: Order, now: Date): BlockOrder {
  const hours = order.hours ?? target.config.retentionHours;
  const until = hours === "permanent" ? PERMANENT : new Date(now.getTime() + hours * 3_600_000).toISOString();
  return { host, until, reason: order.reason, by: caller };
}
