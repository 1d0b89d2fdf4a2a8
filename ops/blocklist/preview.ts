import { parseHost } from "../../functions/domain/host";
import type { HostRow } from "../../functions/domain/host-row";
import type { RuleGroupSnapshot } from "../../functions/ports/rule-group";
import { plan, type Plan } from "../../functions/update-nf-rg/plan";
import type { Connection } from "../aws/connect";
import type { Which } from "./options";

/** The table and the rule group as they are, and what a reconcile would make of them by this checkout's config. */
export interface Preview {
  readonly rows: readonly HostRow[];
  readonly current: RuleGroupSnapshot;
  readonly plan: Plan;
  /** The same with other rows. */
  readonly planWith: (rows: readonly HostRow[]) => Plan;
}

/** Reads, and writes nothing. */
export async function preview({ clock, blocklist, ruleGroup, ...judged }: Connection): Promise<Preview> {
  const current = await (await ruleGroup()).describe();
  const rows = await blocklist.readAll();
  const planWith = (given: readonly HostRow[]) => plan(current, given, clock.now(), judged);
  return { rows, current, plan: planWith(rows), planWith };
}

/** The rows of a host: a row that a hand wrote may spell it otherwise. */
export const rowsOf = (rows: readonly HostRow[], { text, exactly }: Which): readonly HostRow[] =>
  rows.filter(({ HostIp }) => (exactly ? HostIp : parseHost(HostIp)?.text) === text);

/** Rows with some of them replaced, or added. */
export function withRows(rows: readonly HostRow[], changed: readonly HostRow[]): readonly HostRow[] {
  const byHost = new Map(changed.map((row) => [row.HostIp, row]));
  return [...rows.filter(({ HostIp }) => !byHost.has(HostIp)), ...byHost.values()];
}

/** What else a reconcile does, for whoever asks only for some hosts. */
export function sideEffects(before: Plan, after: Plan, current: RuleGroupSnapshot, asked: readonly string[]): string[] {
  const own = new Set(asked);
  const others = (hosts: readonly string[]) => hosts.filter((host) => !own.has(host));
  const [added, removed] = [others(before.merged.added), others(before.merged.removed)];
  const known = new Set(before.projection.leftOut);
  const pushedOut = others(after.projection.leftOut).filter((host) => !known.has(host));
  return [
    ...(added.length > 0 ? [`${BEHIND} adds ${named(added)}`] : []),
    ...(removed.length > 0 ? [`${BEHIND} removes ${named(removed)}`] : []),
    ...(pushedOut.length > 0 ? [`the rule group is full: ${named(pushedOut)} would lose the place in it`] : []),
    ...(current.numberOfAssociations === 0 ? [NO_POLICY] : []),
  ];
}

/** The function judges by its own config, which may be of another commit. */
const BEHIND = "the rules are behind the table: by this checkout's config the reconcile also";
export const NO_POLICY = "no firewall policy uses the rule group: a block there drops no packet";

/** So many by name, and all by count. */
export function named(hosts: readonly string[], most = 10): string {
  const more = hosts.length - most;
  return more > 0 ? `${hosts.slice(0, most).join(", ")} and ${more} more` : hosts.join(", ");
}
