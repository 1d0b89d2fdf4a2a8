import { CodedError } from "../../functions/contract/coded-error";
import type { ErrorCode } from "../../functions/contract/errors";
import { RULE_SLOTS } from "../../functions/contract/managed-rules";
import { MAX_CUSTOM_ACTIONS } from "../../functions/domain/capacity";
import { parseHost } from "../../functions/domain/host";
import { PERMANENT, type HostRow } from "../../functions/domain/host-row";
import { droppedNow, type MergedRules } from "../../functions/domain/merge";
import { stateOf } from "../../functions/domain/operator-block";
import type { RefusalReason } from "../../functions/domain/refusals";
import { isManaged } from "../../functions/domain/rule-group";
import type { RuleGroupSnapshot } from "../../functions/ports/rule-group";
import { plan, type Plan } from "../../functions/update-nf-rg/plan";
import type { JudgedBy } from "../aws/judged";
import type { Look, SeenGroup } from "./look";

/** What a reconcile would make of a look. */
export interface Judgement {
  readonly planned: Plan;
  /** Why a reconcile cannot write; the plan is then as if that were mended. */
  readonly refused: readonly CodedError[];
  /** Whether rules of ours drop the row's host, in both directions. */
  readonly isDropped: (row: HostRow) => boolean;
  /** Rows whose block has ended and whose rule waits for the prune. */
  readonly ended: readonly HostRow[];
  /** Our rules as if those blocks were still running: how they should be written until the prune comes. */
  readonly untilPrune: MergedRules;
  /** Hosts that are dropped, and that the config does not let be blocked any more, with the reason. */
  readonly withdrawn: ReadonlyMap<string, string>;
}

const HOUR_MS = 3_600_000;

/**
 * Decides nothing itself: what should be in the rules is the functions' own plan. It tells only which of the hosts that
 * the plan takes out are there still since the next scheduled run is not due yet. They hold no place: whoever is to be
 * blocked in a full group is blocked by a reconcile at once.
 */
export function judge({ at, rows, group }: Look, judged: JudgedBy): Judgement {
  const now = new Date(at);
  const drops = droppedNow(group, judged.managed);
  const { planned, refused } = planOrRefusal(group, rows, now, judged);
  const removed = new Set(planned.merged.removed);
  const goes = rows.filter((row) => removed.has(hostOf(row)));
  const waiting = new Set(
    goes.filter((row) => stateOf(row, now) === "ended" && !isOverdue(row.ExpiresAt, now, judged)),
  );
  const asIfRunning = rows.map((row) => (waiting.has(row) ? { ...row, ExpiresAt: PERMANENT } : row));
  return {
    planned,
    refused,
    isDropped: ({ HostIp }) => {
      const host = parseHost(HostIp);
      return host !== undefined && drops(host);
    },
    ended: [...waiting],
    untilPrune: (waiting.size === 0 ? planned : planOrRefusal(group, asIfRunning, now, judged).planned).merged,
    withdrawn: new Map(
      goes.flatMap((row) => {
        const refusal = planned.projection.excluded.get(row.HostIp);
        if (refusal === undefined || !isByConfig(refusal)) return [];
        return isOverdue(droppedSince(row), now, judged) ? [] : [[hostOf(row), refusal.detail] as const];
      }),
    ),
  };
}

/** A row written by hand may spell its host in another way. */
export const hostOf = ({ HostIp }: HostRow): string => parseHost(HostIp)?.text ?? HostIp;

/** The config says that the host is not blocked, whatever its row says. */
export const isByConfig = ({ reason }: RefusalReason): boolean =>
  reason !== "BLOCK_ENDED" && reason !== "OVER_CAPACITY";

/** Of a host that is dropped, the last moment that its row knows of: the mark goes before the rule does. */
export const droppedSince = ({ EnforcedAt, ReleasedAt, CreatedAt }: HostRow): string =>
  EnforcedAt ?? ReleasedAt ?? CreatedAt;

/** @param since when it should have gone with the next scheduled run */
const isOverdue = (since: string, now: Date, { overdueHours }: JudgedBy): boolean =>
  // A time that a hand spoilt was long ago.
  overdueHours !== undefined && !(now.getTime() - Date.parse(since) < overdueHours * HOUR_MS);

type PlanOrRefusal = Pick<Judgement, "planned" | "refused">;

function planOrRefusal(group: SeenGroup, rows: readonly HostRow[], now: Date, judged: JudgedBy): PlanOrRefusal {
  try {
    return { planned: plan(snapshotOf(group), rows, now, judged), refused: [] };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    const mended = MENDED[error.code]?.(group, judged);
    if (mended === undefined) throw error;
    const { planned, refused } = planOrRefusal(mended, rows, now, judged);
    return { planned, refused: [error, ...refused] };
  }
}

/** The group as if a person had done what the error asks for. */
const MENDED: { readonly [code in ErrorCode]?: (group: SeenGroup, judged: JudgedBy) => SeenGroup } = {
  PRIORITY_TAKEN: (group, { managed }) => {
    const [first, last] = [managed.basePriority, managed.basePriority + RULE_SLOTS.length - 1];
    const rules = group.rules.filter(
      (rule) => isManaged(rule, managed) || rule.Priority < first || rule.Priority > last,
    );
    return { ...group, rules };
  },
  ACTIONS_TAKEN: (group) => ({ ...group, customActions: group.customActions.slice(0, MAX_CUSTOM_ACTIONS - 1) }),
};

/** For a plan that nobody will write. */
const snapshotOf = (group: SeenGroup): RuleGroupSnapshot => ({ ...group, handle: undefined, version: undefined });
