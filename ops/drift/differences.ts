import { stateOf } from "../../functions/domain/operator-block";
import { parseHost } from "../../functions/domain/host";
import type { HostRow } from "../../functions/domain/host-row";
import { utcTime } from "../../functions/domain/utc-time";
import { droppedSince, hostOf, isByConfig, judge, type Judgement } from "./judge";
import type { JudgedBy } from "../aws/judged";
import type { Look, Looks } from "./look";
import { writtenOtherwise } from "./written-otherwise";

/**
 * One way in which rules and table are out of step.
 *
 * | kind              | the table                            | the rules                       |
 * |-------------------|--------------------------------------|---------------------------------|
 * | NOT_BLOCKED       | a block that should be in force      | do not drop the host            |
 * | MARK_WITHOUT_RULE | says since when it is in force       | do not drop the host            |
 * | RULE_WITHOUT_ROW  | no block, or one that should be gone | drop the host                   |
 * | RULE_WITHOUT_MARK | does not say that it is in force     | drop the host                   |
 * | RULE_REWRITTEN    | whatever                             | ours, not as they were written  |
 * | RECONCILE_REFUSED | whatever                             | no reconcile can write into them |
 */
export interface Difference {
  readonly kind: (typeof KINDS)[number];
  /** The host; of rules that are written otherwise, the rule; of a refusal, its code. */
  readonly what: string;
  /** In words, without the host. */
  readonly detail: string;
}

export const KINDS = [
  "RECONCILE_REFUSED",
  "NOT_BLOCKED",
  "MARK_WITHOUT_RULE",
  "RULE_WITHOUT_ROW",
  "RULE_REWRITTEN",
  "RULE_WITHOUT_MARK",
] as const;

/** Whether a row says that its host is in force may change while no rule drops it: to the host it is the same. */
const NOT_DROPPED: readonly Difference["kind"][] = ["NOT_BLOCKED", "MARK_WITHOUT_RULE"];

const keyOf = ({ kind, what }: Difference): string =>
  `${NOT_DROPPED.includes(kind) ? "NOT_DROPPED" : kind} ${parseHost(what)?.text ?? what}`;

/** What every look has seen, as the last one has. */
export function differencesIn(looks: Looks, judged: JudgedBy): readonly Difference[] {
  const [first, ...later] = looks;
  return later.reduce(
    (found, look) => {
      const before = new Set(found.map(keyOf));
      return differencesOf(look, judged).filter((one) => before.has(keyOf(one)));
    },
    differencesOf(first, judged),
  );
}

function differencesOf(look: Look, judged: JudgedBy): readonly Difference[] {
  const judgement = judge(look, judged);
  const { planned, refused, isDropped } = judgement;
  const onlyWaits = new Set([...judgement.ended.map(hostOf), ...judgement.withdrawn.keys()]);
  const now = new Date(look.at);
  const rowsOf = groupedByHost(look.rows);
  const running = look.rows.filter((row) => stateOf(row, now) === "running");
  const marked = running.filter((row) => row.EnforcedAt !== undefined && !isDropped(row));
  const withoutRule = new Set(marked.map(hostOf));
  return [
    ...refused.map(({ code, message }) => ({ kind: "RECONCILE_REFUSED" as const, what: code, detail: message })),
    ...planned.merged.added
      .filter((host) => !withoutRule.has(host))
      .map((host) => ({ kind: "NOT_BLOCKED" as const, what: host, detail: recordedFor(rowsOf.get(host)?.[0]) })),
    ...marked
      .filter(({ HostIp }) => parseHost(HostIp) !== undefined)
      .map((row) => ({
        kind: "MARK_WITHOUT_RULE" as const,
        what: row.HostIp,
        detail: `its row says in force since ${utcTime(row.EnforcedAt)}; ${recordedFor(row)}`,
      })),
    ...planned.merged.removed
      .filter((host) => !onlyWaits.has(host))
      .map((host) => ({
        kind: "RULE_WITHOUT_ROW" as const,
        what: host,
        detail: whyNotDropped(rowsOf.get(host), judgement),
      })),
    ...writtenOtherwise(look.group, judgement.untilPrune, judged).map((one) => ({
      kind: "RULE_REWRITTEN" as const,
      ...one,
    })),
    ...planned.toMark
      .filter((row) => stateOf(row, now) === "running" && isDropped(row))
      .map((row) => ({ kind: "RULE_WITHOUT_MARK" as const, what: row.HostIp, detail: recordedFor(row) })),
  ];
}

const recordedFor = (row: HostRow | undefined): string =>
  row === undefined
    ? "recorded"
    : `recorded ${utcTime(row.CreatedAt)} ${row.Source === "operator" ? "by an operator" : `for ${row.FindingType || "no type"}`}`;

/** Somebody wrote the rule by hand, or the table has lost rows. */
export const NO_ROW = "no row of the table names it";

function whyNotDropped(rows: readonly HostRow[] | undefined, { planned }: Judgement): string {
  const [row] = rows ?? [];
  if (row === undefined) return NO_ROW;
  if (row.LiftedAt !== undefined) return `unblocked ${utcTime(row.LiftedAt)}`;
  const refusal = planned.projection.excluded.get(row.HostIp);
  if (refusal === undefined) return "the table does not ask for it";
  if (refusal.reason === "BLOCK_ENDED") return `${refusal.detail}, and no prune has lifted it`;
  if (!isByConfig(refusal)) return refusal.detail;
  return `${refusal.detail}, and it is dropped since ${utcTime(droppedSince(row))}: perhaps this config is not deployed`;
}

function groupedByHost(rows: readonly HostRow[]): ReadonlyMap<string, readonly HostRow[]> {
  const byHost = new Map<string, HostRow[]>();
  for (const row of rows) byHost.set(hostOf(row), [...(byHost.get(hostOf(row)) ?? []), row]);
  return byHost;
}
