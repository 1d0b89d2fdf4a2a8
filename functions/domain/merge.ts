import { CodedError } from "../contract/coded-error";
import { PLACEHOLDER_CIDR, PLACEHOLDER_OFFSET, RULE_SLOTS } from "../contract/managed-rules";
import { cidrOf, parseHost, type Host } from "./host";
import { isManaged, type AddressDefinition, type CustomAction } from "./rule-group";
import type { ManagedRules, MatchAttributes, RuleGroupRules, StatelessRule } from "./rule-group";

/** The rules to write, and what they change for hosts. */
export interface MergedRules extends RuleGroupRules {
  /** False: the rule group holds exactly this already. */
  readonly changed: boolean;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Puts the projection in place of our rules; all that we did not write stays as it is and where it is (I3).
 *
 * | current                                   | outcome                                                |
 * |-------------------------------------------|--------------------------------------------------------|
 * | rule without our custom action            | kept, byte for byte                                    |
 * | rule with our custom action               | replaced by the rules of the projection                |
 * | foreign rule on a priority that we need   | PRIORITY_TAKEN, named; nothing is written              |
 * | foreign custom action                     | kept                                                   |
 * | our custom action missing or edited       | written anew                                           |
 * | no host and no foreign rule               | the placeholder: a rule group must hold a rule         |
 *
 * @throws CodedError PRIORITY_TAKEN
 */
export function merge(current: RuleGroupRules, hosts: readonly Host[], managed: ManagedRules): MergedRules {
  const foreign = current.rules.filter((rule) => !isManaged(rule, managed));
  const ours = current.rules.filter((rule) => isManaged(rule, managed));
  const wanted = rulesOf(hosts, managed);
  const rules = [...foreign, ...wanted];
  if (rules.length === 0) rules.push(placeholderRule(managed));
  refuseTakenPriorities(foreign, rules);

  const action = customActionOf(managed);
  const present = current.customActions.find(({ ActionName }) => ActionName === managed.actionName);
  const actionHolds = present !== undefined && sameAction(present, action);
  const before = hostsInForce(current, managed);
  const after = new Set(hosts.map(({ text }) => text));
  return {
    rules,
    customActions: actionHolds
      ? current.customActions
      : [...current.customActions.filter((other) => other !== present), action],
    changed: !actionHolds || fingerprint(ours) !== fingerprint(rules.slice(foreign.length)),
    added: [...after].filter((host) => !before.has(host)),
    removed: [...before].filter((host) => !after.has(host)),
  };
}

/** Hosts that our rules block now in both directions. */
export function hostsInForce(current: RuleGroupRules, managed: ManagedRules): ReadonlySet<string> {
  const ours = current.rules.filter((rule) => isManaged(rule, managed));
  const listed = (direction: Direction) =>
    new Set(ours.flatMap((rule) => rule.RuleDefinition.MatchAttributes[direction]?.map(hostTextOf) ?? []));
  const [sources, destinations] = [listed("Sources"), listed("Destinations")];
  return new Set([...sources].filter((host) => destinations.has(host)));
}

type Direction = (typeof RULE_SLOTS)[number]["direction"];

function rulesOf(hosts: readonly Host[], managed: ManagedRules): StatelessRule[] {
  return RULE_SLOTS.flatMap(({ family, direction }, offset) => {
    const addresses = hosts
      .filter((host) => host.family === family)
      .map((host) => ({ AddressDefinition: cidrOf(host) }));
    // I2: an empty list matches all traffic, so without an address there is no rule at all.
    if (addresses.length === 0) return [];
    return [rule(managed.basePriority + offset, { [direction]: addresses }, ["aws:drop", managed.actionName])];
  });
}

const LOOPBACK: AddressDefinition = { AddressDefinition: PLACEHOLDER_CIDR };

/** Matches no real packet. Terraform makes the same one; it is not marked as ours, so it stays. */
const placeholderRule = (managed: Pick<ManagedRules, "basePriority">): StatelessRule =>
  rule(managed.basePriority + PLACEHOLDER_OFFSET, { Sources: [LOOPBACK], Destinations: [LOOPBACK] }, ["aws:drop"]);

/** Publishes a metric for each packet that a rule of ours drops, and marks the rule as ours. */
export const customActionOf = (managed: ManagedRules): CustomAction => ({
  ActionName: managed.actionName,
  ActionDefinition: { PublishMetricAction: { Dimensions: [{ Value: managed.metricDimension }] } },
});

/** By what it says, not by the order of its keys: that is the service's affair, and a difference costs an update. */
function sameAction(present: CustomAction, wanted: CustomAction): boolean {
  const dimensions = ({ ActionDefinition }: CustomAction) =>
    ActionDefinition.PublishMetricAction?.Dimensions.map(({ Value }) => Value).join("\n");
  return dimensions(present) === dimensions(wanted);
}

const rule = (Priority: number, MatchAttributes: MatchAttributes, Actions: readonly string[]): StatelessRule => ({
  Priority,
  RuleDefinition: { MatchAttributes, Actions },
});

const hostTextOf = ({ AddressDefinition }: AddressDefinition): string => {
  const [address, prefix] = AddressDefinition.split("/");
  const host = parseHost(address);
  const isOneHost = prefix === undefined || prefix === (address?.includes(":") ? "128" : "32");
  return host !== undefined && isOneHost ? host.text : AddressDefinition;
};

/** Equal texts mean equal rules, whatever the order in which the firewall lists rules and addresses. */
function fingerprint(rules: readonly StatelessRule[]): string {
  const addresses = (list: readonly AddressDefinition[] | undefined) =>
    list?.map(hostTextOf).sort();
  return JSON.stringify(
    rules
      .map(({ Priority, RuleDefinition: { MatchAttributes: match, Actions } }) => [
        Priority,
        [...Actions].sort(),
        addresses(match.Sources),
        addresses(match.Destinations),
        [match.SourcePorts, match.DestinationPorts, match.Protocols, match.TCPFlags].map((list) => list ?? []),
      ])
      .sort(([a], [b]) => Number(a) - Number(b)),
  );
}

function refuseTakenPriorities(foreign: readonly StatelessRule[], rules: readonly StatelessRule[]): void {
  const wanted = new Set(rules.slice(foreign.length).map(({ Priority }) => Priority));
  const taken = foreign.find(({ Priority }) => wanted.has(Priority));
  if (taken === undefined) return;
  throw new CodedError(
    "PRIORITY_TAKEN",
    `a rule that this system did not write has priority ${taken.Priority} (actions ${taken.RuleDefinition.Actions.join(", ")}), ` +
      `which is one of ours: move that rule to another priority, or set firewall.basePriority in the config`,
  );
}
