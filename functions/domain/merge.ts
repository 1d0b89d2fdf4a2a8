import { CodedError } from "../contract/coded-error";
import { PLACEHOLDER_CIDR, PLACEHOLDER_OFFSET, RULE_SLOTS } from "../contract/managed-rules";
import { parseCidr, sizeOf, type Cidr } from "./cidr";
import { CidrSet } from "./cidr-set";
import { hostOf, type Host } from "./host";
import type { Projection } from "./projection";
import { isManaged, type AddressDefinition, type CustomAction } from "./rule-group";
import { MAX_CUSTOM_ACTIONS } from "./capacity";
import type { ManagedRules, MatchAttributes, RuleGroupRules, StatelessRule } from "./rule-group";

/** The rules to write, and what they change for hosts. */
export interface MergedRules extends RuleGroupRules {
  /** False: the rule group holds exactly this already. */
  readonly changed: boolean;
  /** Hosts that are dropped in both directions from now on. */
  readonly added: readonly string[];
  /** Hosts that were, and are no longer; of a block of more than 1,024 addresses, its CIDR. */
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
 * | it is missing, ten others, a host to block | ACTIONS_TAKEN, named; nothing is written               |
 * | it is missing, ten others, no host        | left out: no rule needs it                             |
 * | no host and no foreign rule               | the placeholder: a rule group must hold a rule         |
 *
 * @throws CodedError PRIORITY_TAKEN, ACTIONS_TAKEN
 */
export function merge(
  current: RuleGroupRules,
  { hosts, blocks }: Pick<Projection, "hosts" | "blocks">,
  managed: ManagedRules,
): MergedRules {
  const known: KnownBlocks = new Map(blocks.map((block) => [block.text, block]));
  const foreign = current.rules.filter((rule) => !isManaged(rule, managed));
  const ours = current.rules.filter((rule) => isManaged(rule, managed));
  const rules = [...foreign, ...rulesOf(blocks, managed)];
  if (rules.length === 0) rules.push(placeholderRule(managed));
  refuseTakenPriorities(foreign, rules);

  const action = customActionOf(managed);
  const present = current.customActions.find(({ ActionName }) => ActionName === managed.actionName);
  const isFull = present === undefined && current.customActions.length >= MAX_CUSTOM_ACTIONS;
  if (isFull && blocks.length > 0) throw actionsTaken(current);
  const actionHolds = isFull || (present !== undefined && sameAction(present, action));
  return {
    rules,
    customActions: actionHolds
      ? current.customActions
      : [...current.customActions.filter((other) => other !== present), action],
    changed: !actionHolds || !sameRules(ours, rules.slice(foreign.length), known),
    ...changedHosts(ours, hosts, known),
  };
}

/** Blocks by the text that a rule carries for them: most stay as they are, and need no parsing. */
type KnownBlocks = ReadonlyMap<string, Cidr>;
type Direction = (typeof RULE_SLOTS)[number]["direction"];

/** A block of more addresses is named as a whole: hardly anyone but a hand writes one. */
const NAMED_ADDRESSES = 1_024n;
/** Beyond what any group of ours holds, blocks are named as a whole too: the names must fit into memory. */
const MOST_NAMES = 30_000;

function droppedBy(ours: readonly StatelessRule[], known: KnownBlocks): readonly [CidrSet, CidrSet] {
  const dropped = (direction: Direction) =>
    new CidrSet(
      ours
        .flatMap((one) => one.RuleDefinition.MatchAttributes[direction] ?? [])
        .flatMap(({ AddressDefinition: text }) => known.get(text) ?? parseCidr(text) ?? []),
    );
  return [dropped("Sources"), dropped("Destinations")];
}

/** Whether rules of ours drop a host now, in both directions. */
export function droppedNow(current: RuleGroupRules, managed: ManagedRules): (host: Host) => boolean {
  const [sources, destinations] = droppedBy(
    current.rules.filter((rule) => isManaged(rule, managed)),
    new Map(),
  );
  return (host) => sources.covers(host) && destinations.covers(host);
}

/** A host counts as dropped when it is in both directions. */
function changedHosts(
  ours: readonly StatelessRule[],
  hosts: Projection["hosts"],
  known: KnownBlocks,
): Pick<MergedRules, "added" | "removed"> {
  const [sources, destinations] = droppedBy(ours, known);
  const wanted = new CidrSet(known.values());
  const removed: string[] = [];
  for (const block of sources.list()) {
    if (known.has(block.text)) continue;
    if (sizeOf(block) > NAMED_ADDRESSES || removed.length > MOST_NAMES) removed.push(block.text);
    else
      for (let offset = 0n; offset < sizeOf(block); offset += 1n) {
        const host = hostOf(block.family, block.first + offset);
        if (!wanted.covers(host) && destinations.covers(host)) removed.push(host.text);
      }
  }
  return {
    added: hosts.filter((host) => !sources.covers(host) || !destinations.covers(host)).map(({ text }) => text),
    removed,
  };
}

function rulesOf(blocks: readonly Cidr[], managed: ManagedRules): StatelessRule[] {
  return RULE_SLOTS.flatMap(({ family, direction }, offset) => {
    const addresses = blocks
      .filter((block) => block.family === family)
      .map(({ text }) => ({ AddressDefinition: text }));
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

/** Whatever the order in which the firewall lists rules and addresses, and however it spells them. */
function sameRules(present: readonly StatelessRule[], wanted: readonly StatelessRule[], known: KnownBlocks): boolean {
  return (
    present.length === wanted.length &&
    wanted.every((one) => {
      const [other, ...more] = present.filter(({ Priority }) => Priority === one.Priority);
      return other !== undefined && more.length === 0 && sameRule(other, one, known);
    })
  );
}

function sameRule(present: StatelessRule, wanted: StatelessRule, known: KnownBlocks): boolean {
  const [a, b] = [present.RuleDefinition.MatchAttributes, wanted.RuleDefinition.MatchAttributes];
  const canonical = ({ AddressDefinition: text }: AddressDefinition): string => {
    return known.has(text) ? text : (parseCidr(text)?.text ?? text);
  };
  const sameAddresses = (left: readonly AddressDefinition[] = [], right: readonly AddressDefinition[] = []) =>
    sameSet(left.map(canonical), right.map(canonical));
  return (
    sameSet(present.RuleDefinition.Actions, wanted.RuleDefinition.Actions) &&
    sameAddresses(a.Sources, b.Sources) &&
    sameAddresses(a.Destinations, b.Destinations) &&
    // Ours name nothing else.
    [a.SourcePorts, a.DestinationPorts, a.Protocols, a.TCPFlags].every((list) => (list ?? []).length === 0)
  );
}

function sameSet(left: readonly string[], right: readonly string[]): boolean {
  const wanted = new Set(right);
  return left.length === right.length && new Set(left).size === wanted.size && left.every((one) => wanted.has(one));
}

/** Names what can go: a custom action that no rule uses. */
function actionsTaken({ customActions, rules }: RuleGroupRules): CodedError {
  const names = customActions.map(({ ActionName }) => ActionName);
  const unused = names.filter((name) => !rules.some((one) => one.RuleDefinition.Actions.includes(name)));
  return new CodedError(
    "ACTIONS_TAKEN",
    `the rule group has ${names.length} custom actions that this system did not write (${names.join(", ")}), and AWS allows ` +
      `${MAX_CUSTOM_ACTIONS}, so that ours has no place: remove one of them from the rule group` +
      (unused.length > 0 ? `; no rule uses ${unused.join(", ")}` : ", with the rules that use it"),
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
