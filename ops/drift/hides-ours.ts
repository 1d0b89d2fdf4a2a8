import { contains, parseCidr } from "../../functions/domain/cidr";
import { hostOf } from "../../functions/domain/host";
import type { Protection } from "../../functions/domain/protection";
import type { AddressDefinition, StatelessRule } from "../../functions/domain/rule-group";
import { SPECIAL_CIDRS } from "../../functions/domain/special-range";

/**
 * Whether a rule of others takes packets away from our rules: the firewall asks it first, and the first rule that matches
 * decides. Of hosts that may be blocked, not only of those that are: the next one must not be hidden either.
 *
 * | a rule of others                                                         | hides ours |
 * |--------------------------------------------------------------------------|------------|
 * | behind the last of ours                                                  | no         |
 * | drops                                                                    | no         |
 * | names both sides, and none of them may ever be blocked: private, allowed | no         |
 * | else                                                                     | yes        |
 */
export function hidesOurs(
  { Priority, RuleDefinition: { Actions, MatchAttributes } }: StatelessRule,
  lastOfOurs: number,
  protection: Protection,
): boolean {
  if (Priority >= lastOfOurs || Actions.includes("aws:drop")) return false;
  return [MatchAttributes.Sources, MatchAttributes.Destinations].some((side) => mayBeBlocked(side, protection));
}

/** An empty list is everybody. */
const mayBeBlocked = (side: readonly AddressDefinition[] = [], protection: Protection): boolean =>
  side.length === 0 || side.some(({ AddressDefinition: text }) => !isProtected(text, protection));

/** Whether one range, or one entry, holds the whole block: a few together may, and then it counts as one that does not. */
function isProtected(text: string, { allowlist, own }: Protection): boolean {
  const cidr = parseCidr(text);
  if (cidr === undefined) return false;
  const [first, last] = [hostOf(cidr.family, cidr.first), hostOf(cidr.family, cidr.last)];
  return (
    SPECIAL_CIDRS.some((range) => contains(range, first) && contains(range, last)) ||
    [allowlist, own].some((entries) => {
      const entry = entries.covering(first);
      return entry !== undefined && entry === entries.covering(last);
    })
  );
}
