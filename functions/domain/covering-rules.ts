import { RULE_SLOTS } from "../contract/managed-rules";
import { contains, parseCidr } from "./cidr";
import type { Host } from "./host";
import {
  isManaged,
  type AddressDefinition,
  type ManagedRules,
  type MatchAttributes,
  type StatelessRule,
} from "./rule-group";

/** A rule that a host's packets come to, in one direction. */
export interface CoveringRule {
  readonly priority: number;
  readonly ours: boolean;
  readonly direction: "Sources" | "Destinations";
  /** As the rule has it; "any" of a rule that names nobody in this direction. */
  readonly address: string;
  readonly actions: readonly string[];
  /** It asks for ports, protocols, flags or the other side's address too, and leaves the other packets of the host. */
  readonly narrow: boolean;
  /** Each packet of the host in this direction ends here. */
  readonly drops: boolean;
}

/**
 * The rules that decide on the host's packets, in the order in which the firewall asks them.
 *
 * | rule, in one direction                | covers the host                                                    |
 * |---------------------------------------|--------------------------------------------------------------------|
 * | names it, by address or CIDR          | yes                                                                |
 * | names others                          | no                                                                 |
 * | names nobody: that matches everybody  | yes; but not when it names the host, or drops, in the other one    |
 */
export function coveringRules(
  rules: readonly StatelessRule[],
  host: Host,
  managed: ManagedRules,
): readonly CoveringRule[] {
  const names = ({ AddressDefinition: text }: AddressDefinition): boolean => {
    const cidr = parseCidr(text);
    return cidr !== undefined && contains(cidr, host);
  };
  return rules
    .toSorted((a, b) => a.Priority - b.Priority)
    .flatMap((rule) =>
      (["Sources", "Destinations"] as const).flatMap((direction) => {
        const { MatchAttributes: match, Actions: actions } = rule.RuleDefinition;
        const own = match[direction] ?? [];
        const others = match[direction === "Sources" ? "Destinations" : "Sources"] ?? [];
        const isDrop = actions.includes("aws:drop");
        const isAny = own.length === 0 && (others.length === 0 || !(isDrop || others.some(names)));
        const address = isAny ? "any" : own.find(names)?.AddressDefinition;
        if (address === undefined) return [];
        const narrow = others.length > 0 || asksForMore(match);
        const ours = isManaged(rule, managed);
        return [{ priority: rule.Priority, ours, direction, address, actions, narrow, drops: isDrop && !narrow }];
      }),
    );
}

const asksForMore = ({ SourcePorts, DestinationPorts, Protocols, TCPFlags }: MatchAttributes): boolean =>
  [SourcePorts, DestinationPorts, Protocols, TCPFlags].some((list) => (list ?? []).length > 0);

/** Whether rules of ours drop every packet of the host that comes to them. */
export const dropsByOurs = (covering: readonly CoveringRule[]): boolean =>
  (["Sources", "Destinations"] as const).every((direction) =>
    covering.some((rule) => rule.ours && rule.drops && rule.direction === direction),
  );

/** Rules of others that let packets of the host pass before ours are asked, where a reconcile puts ours. */
export function passingBefore(
  covering: readonly CoveringRule[],
  host: Host,
  { basePriority }: ManagedRules,
): readonly CoveringRule[] {
  const first = basePriority + RULE_SLOTS.findIndex(({ family }) => family === host.family);
  return covering.filter((rule) => !rule.ours && rule.priority < first && !rule.actions.includes("aws:drop"));
}
