import { coveringRules, passingBefore } from "../../../functions/domain/covering-rules";
import type { Host } from "../../../functions/domain/host";
import { PERMANENT } from "../../../functions/domain/host-row";
import { blockByOperator, type BlockChange, type BlockOrder } from "../../../functions/domain/operator-block";
import { refuseHost } from "../../../functions/domain/refusals";
import { untilWords } from "../../../functions/messages/utc-time";
import type { Connection } from "../../aws/connect";
import { confirm } from "../../command/confirm";
import { OpsError } from "../../command/ops-error";
import { exitCodeOf } from "../not-blocked";
import type { Command, Order } from "../options";
import { preview, sideEffects, withRows, type Preview } from "../preview";
import { reconcileAfter } from "../reconcile-after";
import { outcomeLines } from "../render-outcome";
import { BEFORE, placeOf } from "../render-show";
import { insteadOf } from "../row-words";
import type { ChangingSession } from "../session";
import { requireShown } from "../still-shown";
import { answer, toldIfItFails, type Change } from "../tell-slack";

type Block = Extract<Command, { name: "block" }>;

/** Records the operator's block, has it reconciled, and says whether it is in force. */
export async function blockCommand(session: ChangingSession, { host, order }: Block): Promise<number> {
  const { connection, options } = session;
  const { clock, policy, recording } = connection;
  const refusal = refuseHost(host, policy.protection);
  if (refusal !== undefined) throw new OpsError("REFUSED", `${refusal.detail}, and is never blocked`);

  const seen = await preview(connection);
  const shown = seen.rows.find(({ HostIp }) => HostIp === host.text);
  await ask(session, { host, order }, seen);

  const now = clock.now();
  const wanted = blockOrder(connection, host.text, order, now);
  const change = await recording.change(host.text, now, (known) => {
    requireShown(host.text, shown, known.row, { ...options, now });
    return blockByOperator(known, wanted, now);
  });
  const written = `${host.text} is recorded${untilWords(change.row.ExpiresAt)}`;
  const told: Change = {
    command: "block",
    hosts: [host.text],
    reason: change.row.Reason,
    until: change.row.ExpiresAt,
    note: formerly(change),
  };
  const outcome = await toldIfItFails(session, told, () =>
    reconcileAfter(session, written, { IPList: [host.text], Lifted: [] }),
  );
  const [notBlocked] = outcome.NotBlocked;
  const passing = notBlocked === undefined ? passingLines(connection, seen, host) : [];
  await answer(session, {
    change:
      change.write === undefined && !outcome.Changed
        ? undefined
        : { ...told, outcome, note: [told.note ?? "", ...passing].filter(Boolean).join("; ") },
    json: {
      command: "block",
      host: host.text,
      by: connection.caller,
      outcome: change.outcome,
      row: change.row,
      passing,
      reconciled: outcome,
    },
    lines: [
      notBlocked === undefined
        ? `${host.text} ${SAID[change.outcome]}${untilWords(change.row.ExpiresAt)}`
        : `${written}, and not blocked: ${notBlocked.Detail}`,
      ...(told.note === undefined ? [] : [told.note]),
      ...passing,
      ...outcomeLines(outcome, [host.text]),
    ],
  });
  return exitCodeOf(outcome.NotBlocked);
}

async function ask(
  { connection, options, io }: ChangingSession,
  { host, order }: Pick<Block, "host" | "order">,
  seen: Preview,
): Promise<void> {
  const { caller, clock, memory, target } = connection;
  const now = clock.now();
  const row = seen.rows.find(({ HostIp }) => HostIp === host.text);
  const known = { row, memory: row ?? (await memory.recall(host.text, now)) };
  const expected = blockByOperator(known, blockOrder(connection, host.text, order, now), now);
  const after = seen.planWith(withRows(seen.rows, [expected.row]));
  const what = `block ${host.text} in ${target.config.environment}${untilWords(expected.row.ExpiresAt)}, as ${caller}`;
  const former = insteadOf(expected.before);
  const already = former === undefined ? "" : `; it is already ${former}`;
  await confirm([`${what}${already}`, ...sideEffects(seen.plan, after, seen.current, [host.text])], options, io);
}

/** What the block replaces: another operator must read what became of his. */
function formerly({ outcome, before }: BlockChange): string | undefined {
  const former = insteadOf(before);
  if (former === undefined) return undefined;
  return `it was ${former}${outcome === "taken over" ? "; suppressing its findings lifts it no more" : ""}`;
}

const SAID = {
  begun: "is blocked",
  "taken over": "is an operator's block now",
  changed: "is blocked",
  same: "was so already: it is blocked",
};

/** In our rules, and rules that are asked before them may let the host's packets pass. */
const passingLines = ({ managed }: Connection, { current }: Preview, host: Host): readonly string[] =>
  passingBefore(coveringRules(current.rules, host, managed), host, managed).map(
    (rule) => `${placeOf(rule)} is somebody else's${BEFORE}`,
  );

/** Who, why and until when. */
export function blockOrder({ caller, target }: Connection, host: string, order: Order, now: Date): BlockOrder {
  const hours = order.hours ?? target.config.retentionHours;
  const until = hours === "permanent" ? PERMANENT : new Date(now.getTime() + hours * 3_600_000).toISOString();
  return { host, until, reason: order.reason, by: caller };
}
