import { CodedError } from "../../functions/contract/coded-error";
import { RULE_SLOTS } from "../../functions/contract/managed-rules";
import { parseHost } from "../../functions/domain/host";
import { PERMANENT, type HostRow } from "../../functions/domain/host-row";
import { droppedNow } from "../../functions/domain/merge";
import { stateOf } from "../../functions/domain/operator-block";
import { isManaged } from "../../functions/domain/rule-group";
import type { RuleGroupSnapshot } from "../../functions/ports/rule-group";
import { plan, type Plan } from "../../functions/update-nf-rg/plan";
import type { JudgedBy } from "../aws/judged";
import type { Look, SeenGroup } from "./look";

/** What a reconcile would make of a look. */
export interface Judgement {
  /** As if blocks that wait for the prune were still running. */
  readonly planned: Plan;
  /** Why a reconcile cannot write; the plan is then as if that were mended. */
  readonly refused: string | undefined;
  /** Whether rules of ours drop the row's host, in both directions. */
  readonly isDropped: (row: HostRow) => boolean;
  /** Rows whose block has ended and whose rule waits for the prune. */
  readonly ended: readonly HostRow[];
  /** Hosts that are dropped, and that the config does not let be blocked any more, with the reason. */
  readonly withdrawn: ReadonlyMap<string, string>;
}

const HOUR_MS = 3_600_000;

/** Decides nothing itself: what should be in the rules is the functions' own plan. */
export function judge({ at, rows, group }: Look, judged: JudgedBy): Judgement {
  const now = new Date(at);
  const drops = droppedNow(group, judged.managed);
  const isDropped = ({ HostIp }: HostRow): boolean => {
    const host = parseHost(HostIp);
    return host !== undefined && drops(host);
  };
  // A rule outlives its block until the next scheduled run: its place in the group is taken, and all is as it should be.
  const waits = (row: HostRow) => stateOf(row, now) === "ended" && !isOverdue(row, now, judged) && isDropped(row);
  const ended = new Set(rows.filter(waits));
  const asIfRunning = rows.map((row) => (ended.has(row) ? { ...row, ExpiresAt: PERMANENT } : row));
  const { planned, refused } = planOrRefusal(group, asIfRunning, now, judged);
  const { excluded } = planned.projection;
  const withdrawn = rows.flatMap((row) => {
    const refusal = excluded.get(row.HostIp);
    const byConfig = refusal !== undefined && refusal.reason !== "BLOCK_ENDED" && refusal.reason !== "OVER_CAPACITY";
    return byConfig ? [[parseHost(row.HostIp)?.text ?? row.HostIp, refusal.detail] as const] : [];
  });
  const removed = new Set(planned.merged.removed);
  return {
    planned,
    refused,
    isDropped,
    ended: [...ended].filter(({ HostIp }) => !excluded.has(HostIp)),
    withdrawn: new Map(withdrawn.filter(([host]) => removed.has(host))),
  };
}

const isOverdue = ({ ExpiresAt }: HostRow, now: Date, { overdueHours }: JudgedBy): boolean =>
  // A time that a hand spoilt ended long ago.
  overdueHours !== undefined && !(now.getTime() - Date.parse(ExpiresAt) < overdueHours * HOUR_MS);

function planOrRefusal(group: SeenGroup, rows: readonly HostRow[], now: Date, judged: JudgedBy) {
  try {
    return { planned: plan(snapshotOf(group), rows, now, judged), refused: undefined };
  } catch (error) {
    if (!(error instanceof CodedError) || error.code !== "PRIORITY_TAKEN") throw error;
    const [first, last] = [judged.managed.basePriority, judged.managed.basePriority + RULE_SLOTS.length - 1];
    const rules = group.rules.filter(
      (rule) => isManaged(rule, judged.managed) || rule.Priority < first || rule.Priority > last,
    );
    return { planned: plan(snapshotOf({ ...group, rules }), rows, now, judged), refused: error.message };
  }
}

/** For a plan that nobody will write. */
const snapshotOf = (group: SeenGroup): RuleGroupSnapshot => ({ ...group, handle: undefined, version: undefined });
