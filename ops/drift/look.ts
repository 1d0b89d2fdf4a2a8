import { compareHosts, parseHost } from "../../functions/domain/host";
import type { HostRow } from "../../functions/domain/host-row";
import type { RuleGroupRules } from "../../functions/domain/rule-group";
import type { Blocklist } from "../../functions/ports/blocklist";
import type { Clock } from "../../functions/ports/clock";
import type { RuleGroup } from "../../functions/ports/rule-group";
import { differencesIn } from "./differences";
import type { JudgedBy } from "../aws/judged";

/** Rule group and table at one moment. */
export interface Look {
  /** ISO 8601 UTC. */
  readonly at: string;
  /** By address. */
  readonly rows: readonly HostRow[];
  readonly group: SeenGroup;
}

export interface SeenGroup extends RuleGroupRules {
  readonly capacityUnits: number;
  readonly numberOfAssociations: number;
}

/** The first look, and the last one when the first was not enough. */
export type Looks = readonly [Look, ...Look[]];

/** Between two looks: a reconcile takes a few seconds. */
const AGAIN_MS = 5_000;

export interface Seeing {
  readonly ruleGroup: Pick<RuleGroup, "describe">;
  readonly blocklist: Pick<Blocklist, "readAll">;
  readonly clock: Clock;
}

/**
 * Looks until nothing is out of step that was so from the beginning, or the time is up. Every new row is out of step for
 * some seconds, and with a row each second there is always one: what counts is what stays.
 */
export async function lookUntilInStep(
  seeing: Seeing,
  judged: JudgedBy,
  waitSeconds: number,
  note: (line: string) => void,
): Promise<Looks> {
  const { clock } = seeing;
  const first = await takeLook(seeing);
  const until = Date.parse(first.at) + waitSeconds * 1_000;
  const isInStep = (last: Look) => differencesIn([first, last], judged).length === 0;
  if (isInStep(first)) return [first];
  if (waitSeconds > 0)
    note(`rules: out of step; looking again for up to ${waitSeconds} s, a reconcile may be under way`);
  for (let last = first; ; last = await takeLook(seeing)) {
    const leftMs = until - clock.now().getTime();
    if (isInStep(last) || leftMs <= 0) return last === first ? [first] : [first, last];
    await clock.sleep(Math.min(AGAIN_MS, leftMs));
  }
}

/** The group before the rows, as update-nf-rg reads them: a rule that has just come has its row. */
async function takeLook({ ruleGroup, blocklist, clock }: Seeing): Promise<Look> {
  const { rules, customActions, capacityUnits, numberOfAssociations } = await ruleGroup.describe();
  const rows = await blocklist.readAll();
  return {
    at: clock.now().toISOString(),
    rows: rows.toSorted(byHost),
    group: { rules, customActions, capacityUnits, numberOfAssociations },
  };
}

/** A scan has an order of its own. By family and address; what is no address comes last. */
function byHost(a: HostRow, b: HostRow): number {
  const [left, right] = [parseHost(a.HostIp), parseHost(b.HostIp)];
  const byText = a.HostIp < b.HostIp ? -1 : 1;
  if (left !== undefined && right !== undefined) return compareHosts(left, right) || byText;
  return Number(left === undefined) - Number(right === undefined) || byText;
}
