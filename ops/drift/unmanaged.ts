import { PLACEHOLDER_CIDR } from "../../functions/contract/managed-rules";
import { isManaged, type RuleGroupRules, type StatelessRule } from "../../functions/domain/rule-group";
import type { JudgedBy } from "../aws/judged";
import { hidesOurs } from "./hides-ours";
import { directionsOf, settingsOf } from "./rule-words";

/** Something in the rule group that this system did not write. */
export type Unmanaged =
  | {
      readonly kind: "rule";
      readonly priority: number;
      readonly actions: readonly string[];
      /** `from 10.0.0.0/8 to any address, protocol 6` */
      readonly matches: string;
      /** It takes packets away from our rules, see hides-ours.ts. */
      readonly hidesOurs: boolean;
    }
  | { readonly kind: "custom action"; readonly name: string };

export const isHiding = (one: Unmanaged): boolean => one.kind === "rule" && one.hidesOurs;

/** By priority, then the custom actions by name. */
export function unmanagedIn(
  { rules, customActions }: RuleGroupRules,
  { managed, policy }: Pick<JudgedBy, "managed" | "policy">,
): readonly Unmanaged[] {
  const ours = rules.filter((rule) => isManaged(rule, managed)).map(({ Priority }) => Priority);
  const last = Math.max(managed.basePriority, ...ours);
  return [
    ...rules
      .filter((rule) => !isManaged(rule, managed) && !isPlaceholder(rule))
      .toSorted((a, b) => a.Priority - b.Priority)
      .map((rule) => {
        const { Actions, MatchAttributes } = rule.RuleDefinition;
        return {
          kind: "rule" as const,
          priority: rule.Priority,
          actions: Actions,
          matches: [directionsOf(MatchAttributes), ...settingsOf(MatchAttributes)].join(", "),
          hidesOurs: hidesOurs(rule, last, policy.protection),
        };
      }),
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
