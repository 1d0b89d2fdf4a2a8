import { utcTime } from "../../functions/domain/utc-time";
import { differencesIn, type Difference } from "./differences";
import { judge } from "./judge";
import type { JudgedBy } from "../aws/judged";
import type { Looks } from "./look";
import { isHiding, unmanagedIn, type Unmanaged } from "./unmanaged";

/** What was found of the rules. */
export interface RulesDrift {
  /** When the last look was taken. */
  readonly at: string;
  readonly differences: readonly Difference[];
  readonly unmanaged: readonly Unmanaged[];
  /** True: --accept unmanaged, so these are no drift, but for those that hide rules of ours. */
  readonly unmanagedAccepted: boolean;
  /** Rules of ours that are written otherwise stay so: one only observes, and no block that ends has them written anew. */
  readonly staysRewritten: boolean;
  readonly notes: readonly Note[];
}

/** Worth knowing, and no drift: each mends itself, or an alarm of its own rings. */
export interface Note {
  readonly kind: "LEFT_OUT" | "NO_POLICY" | "ENDED" | "WITHDRAWN" | "UNBLOCKABLE";
  /** Hosts, or rows, that it is about. */
  readonly hosts: readonly string[];
}

export function rulesDrift(looks: Looks, judged: JudgedBy, unmanagedAccepted: boolean): RulesDrift {
  const last = looks[looks.length - 1] ?? looks[0];
  const { planned, ended, withdrawn } = judge(last, judged);
  const note = (kind: Note["kind"], hosts: readonly string[]): readonly Note[] =>
    hosts.length === 0 ? [] : [{ kind, hosts }];
  const differences = differencesIn(looks, judged);
  return {
    at: last.at,
    differences,
    unmanaged: unmanagedIn(last.group, judged),
    unmanagedAccepted,
    staysRewritten: !planned.merged.changed && differences.some(({ kind }) => kind === "RULE_REWRITTEN"),
    notes: [
      ...(last.group.numberOfAssociations === 0 ? [{ kind: "NO_POLICY" as const, hosts: [] }] : []),
      ...note("LEFT_OUT", planned.projection.leftOut),
      ...note(
        "ENDED",
        ended.map(({ HostIp, ExpiresAt }) => `${HostIp} (${utcTime(ExpiresAt)})`),
      ),
      ...note("WITHDRAWN", [...withdrawn.values()]),
      ...note(
        "UNBLOCKABLE",
        planned.unblockable.map(({ Detail }) => Detail),
      ),
    ],
  };
}

export const isOutOfStep = ({ differences }: RulesDrift): boolean => differences.length > 0;

/** What others wrote, unless that is accepted: nobody accepts that blocks are void. */
export const strangersIn = ({ unmanaged, unmanagedAccepted }: RulesDrift): readonly Unmanaged[] =>
  unmanagedAccepted ? unmanaged.filter(isHiding) : unmanaged;
