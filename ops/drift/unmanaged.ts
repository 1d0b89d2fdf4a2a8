import { PLACEHOLDER_CIDR } from "../../functions/contract/managed-rules";
import {
  isManaged,
  type ManagedRules,
  type RuleGroupRules,
  type StatelessRule,
} from "../../functions/domain/rule-group";
import { directionsOf, settingsOf } from "./rule-words";

/** Something in the rule group that this system did not write. */
export type Unmanaged =
  | {
      readonly kind: "rule";
      readonly priority: number;
      readonly actions: readonly string[];
      /** `from 10.0.0.0/8 to any address, protocol 6` */
      readonly matches: string;
      /** It takes traffic away from our rules: the firewall asks it first, and the first rule that matches decides. */
      readonly hidesOurs: boolean;
    }
  | { readonly kind: "custom action"; readonly name: string };

/** By priority, then the custom actions by name. */
export function unmanagedIn({ rules, customActions }: RuleGroupRules, managed: ManagedRules): readonly Unmanaged[] {
  const ours = rules.filter((rule) => isManaged(rule, managed)).map(({ Priority }) => Priority);
  const last = Math.max(managed.basePriority, ...ours);
  return [
    ...rules
      .filter((rule) => !isManaged(rule, managed) && !isPlaceholder(rule))
      .toSorted((a, b) => a.Priority - b.Priority)
      .map(({ Priority, RuleDefinition: { Actions, MatchAttributes } }) => ({
        kind: "rule" as const,
        priority: Priority,
        actions: Actions,
        matches: [directionsOf(MatchAttributes), ...settingsOf(MatchAttributes)].join(", "),
        hidesOurs: Priority < last && !Actions.includes("aws:drop"),
      })),
    ...customActions
      .map(({ ActionName }) => ActionName)
      .filter((name) => name !== managed.actionName)
      .toSorted()
      .map((name) => ({ kind: "custom action" as const, name })),
  ];
}

/** What Terraform makes so that the group holds a rule, wherever it stands: no packet goes from loopback to loopback. */
function isPlaceholder({ RuleDefinition: { Actions, MatchAttributes } }: StatelessRule): boolean {
  const { Sources, Destinations } = MatchAttributes;
  const isLoopback = (list: typeof Sources) => list?.length === 1 && list[0]?.AddressDefinition === PLACEHOLDER_CIDR;
  return (
    Actions.join() === "aws:drop" &&
    isLoopback(Sources) &&
    isLoopback(Destinations) &&
    settingsOf(MatchAttributes).length === 0
  );
}
