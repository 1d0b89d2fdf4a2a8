import type { ReconcileOutcome } from "../../functions/contract/payloads";
import { counted } from "../command/counted";
import { named, NO_POLICY } from "./preview";

/** What came of a reconcile, beside the hosts that were asked for. */
export function outcomeLines(outcome: ReconcileOutcome, asked: readonly string[] = []): string[] {
  const own = new Set(asked);
  const line = (what: string, hosts: readonly string[], count: number) => {
    const others = hosts.filter((host) => !own.has(host));
    return others.length === 0 ? [] : [`${what} ${count > hosts.length ? `${count}: ` : ""}${named(others)}`];
  };
  const lines = [
    ...line("added", outcome.Added, outcome.AddedCount),
    ...line("removed", outcome.Removed, outcome.RemovedCount),
    ...line("unblocked as well, lifted before:", outcome.LiftedBefore, outcome.LiftedBeforeCount),
    ...line("left out, since the group is full:", outcome.LeftOut, outcome.LeftOutCount),
    ...outcome.Withdrawn.map(({ Detail }) => `withdrawn: ${Detail}`),
    ...outcome.Unblockable.map(({ Detail }) => `cannot be blocked: ${Detail}`),
    ...(outcome.UsedByNoPolicy ? [NO_POLICY] : []),
  ];
  // 0 says that nobody looked.
  if (outcome.CapacityUnits === 0) return lines;
  const units = `${outcome.CapacityUsedUnits} of ${outcome.CapacityUnits} units`;
  return [...lines, `${counted(outcome.HostsInForce, "host")} in force, ${units}`];
}
