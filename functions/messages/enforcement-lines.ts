import type { ReconcileOutcome } from "../contract/payloads";
import { hostList, type Names } from "./host-list";
import { refusalLines } from "./refusal-lines";
import { runbook } from "./runbook";

/** A block in a group that nothing uses is no block: said first, and plainly. */
export const noPolicyLines = ({ UsedByNoPolicy }: ReconcileOutcome): readonly string[] =>
  UsedByNoPolicy
    ? [
        `⚠️ *No firewall policy uses the rule group: nothing is protected.* What to do: ${runbook("no-policy-uses-the-group")}`,
      ]
    : [];

/** Hosts that should be blocked and are not, because the group is full. */
export const leftOutLines = ({ LeftOut, LeftOutCount }: ReconcileOutcome): readonly string[] =>
  LeftOutCount > 0
    ? [
        `⚠️ *Left out, the rule group is full:* ${hostList(LeftOut, LeftOutCount)}`,
        `The hosts seen last stay blocked. How to make room: ${runbook("a-full-group")}`,
      ]
    : [];

/** Hosts that nobody asked for now, and that are blocked since: nobody else tells of them. */
export const lateLines = ({ Late, LateCount }: ReconcileOutcome): readonly string[] =>
  LateCount > 0 ? [`*Now blocked as well, recorded before:* ${hostList(Late, LateCount)}`] : [];

/** Hosts whose blocks somebody had lifted, and who may not have told it: their rules are gone since now. */
export const liftedBeforeLines = ({ LiftedBefore, LiftedBeforeCount }: ReconcileOutcome): readonly string[] =>
  LiftedBeforeCount > 0 ? [`*Unblocked as well, lifted before:* ${hostList(LiftedBefore, LiftedBeforeCount)}`] : [];

/** The same in a title or in the line of a digest; "" when there are none. */
export const liftedBeforeWords = ({ LiftedBefore, LiftedBeforeCount }: ReconcileOutcome, names: Names): string =>
  LiftedBeforeCount > 0 ? `Unblocked ${names(LiftedBefore, { total: LiftedBeforeCount })} (lifted before)` : "";

/** What others did to our rules, and that it is undone. */
export const repairLines = (outcome: ReconcileOutcome): readonly string[] => [
  ...(outcome.RestoredCount > 0
    ? [`🔧 *Blocked again, their rules had been taken out:* ${hostList(outcome.Restored, outcome.RestoredCount)}`]
    : []),
  ...(outcome.StrangeCount > 0
    ? [
        `🔧 *Taken out of our rules, the blocklist does not know them:* ${hostList(outcome.Strange, outcome.StrangeCount)}`,
        `Are rows of the table gone? ${runbook("rules-were-changed-by-hand")}`,
      ]
    : []),
  ...(outcome.Rewritten ? ["🔧 *Our rules were written anew:* someone had edited them."] : []),
];

/** Hosts whose rules went although no block ended: the config says something else of them by now. */
export const withdrawnLines = ({ Withdrawn, WithdrawnCount }: ReconcileOutcome): readonly string[] =>
  WithdrawnCount > 0
    ? [
        "*Block lifted, the config no longer lets them be blocked:*",
        ...refusalLines(Withdrawn),
        ...(WithdrawnCount > Math.max(Withdrawn.length, 1)
          ? [`${WithdrawnCount.toLocaleString("en-US")} hosts in all`]
          : []),
      ]
    : [];

/** How full the group is. Capacity 0: it was not looked at. */
export function capacityLines(outcome: ReconcileOutcome): readonly string[] {
  const { CapacityUsedUnits: used, CapacityUnits: units, HostsInForce: hosts } = outcome;
  if (units <= 0) return [];
  const percent = (100 * used) / units;
  const share = percent < 1 ? "under 1%" : `${Math.ceil(percent)}%`;
  return [
    `Capacity: ${number(used)} of ${number(units)} units used (${share}), ${number(hosts)} ${hosts === 1 ? "host" : "hosts"} blocked`,
  ];
}

const number = (value: number): string => value.toLocaleString("en-US");
