import { contains, parseCidr } from "./cidr";
import type { Host } from "./host";
import { isManaged, type AddressDefinition, type ManagedRules, type StatelessRule } from "./rule-group";

/** A rule that names a host, in one direction. */
export interface CoveringRule {
  readonly priority: number;
  readonly ours: boolean;
  readonly direction: "Sources" | "Destinations";
  /** As the rule has it. */
  readonly address: string;
  readonly actions: readonly string[];
}

/** The rules that name the host, in the order in which the firewall asks them; whatever else they ask for. */
export function coveringRules(
  rules: readonly StatelessRule[],
  host: Host,
  managed: ManagedRules,
): readonly CoveringRule[] {
  const covering = (list: readonly AddressDefinition[] = []) =>
    list.find(({ AddressDefinition: text }) => {
      const cidr = parseCidr(text);
      return cidr !== undefined && contains(cidr, host);
    })?.AddressDefinition;
  return rules
    .toSorted((a, b) => a.Priority - b.Priority)
    .flatMap((rule) =>
      (["Sources", "Destinations"] as const).flatMap((direction) => {
        const address = covering(rule.RuleDefinition.MatchAttributes[direction]);
        if (address === undefined) return [];
        const { Actions: actions } = rule.RuleDefinition;
        return [{ priority: rule.Priority, ours: isManaged(rule, managed), direction, address, actions }];
      }),
    );
}
