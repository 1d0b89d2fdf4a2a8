import { parseCidr } from "../../functions/domain/cidr";
import { customActionOf, type MergedRules } from "../../functions/domain/merge";
import {
  isManaged,
  type AddressDefinition,
  type ManagedRules,
  type RuleGroupRules,
  type StatelessRule,
} from "../../functions/domain/rule-group";
import type { JudgedBy } from "../aws/judged";
import { named } from "../blocklist/preview";
import { settingsOf } from "./rule-words";

/** A rule of ours, or our custom action, and what is other about it than a reconcile writes. */
interface Rewritten {
  readonly what: string;
  readonly detail: string;
}

/**
 * What is other than a reconcile writes it though no host is missing or too many, or beside such hosts: a rule of ours
 * that passes, that asks for ports, that stands elsewhere. Its addresses are told only when nothing else explains them.
 * Looks at the rules themselves, not at `merged.changed`: where one only observes, a reconcile lets them be.
 */
export function writtenOtherwise(
  current: RuleGroupRules,
  merged: MergedRules,
  { managed, mode }: Pick<JudgedBy, "managed" | "mode">,
): readonly Rewritten[] {
  const ours = current.rules.filter((rule) => isManaged(rule, managed));
  const wanted = new Map(merged.rules.filter((rule) => isManaged(rule, managed)).map((rule) => [rule.Priority, rule]));
  // Where one only observes, the group has no custom action until there is a rule that needs it.
  const needsAction = mode === "enforce" || ours.length > 0;
  const found = [...(needsAction ? actionOf(current, managed) : []), ...ours.flatMap((rule) => ruleOf(rule, managed))];
  if (found.length > 0 || merged.added.length + merged.removed.length > 0) return found;
  const others = ours.flatMap((rule) => addressesOf(rule, wanted.get(rule.Priority)));
  const missing = [...wanted.keys()].filter((priority) => !ours.some(({ Priority }) => Priority === priority));
  return [...others, ...missing.map((priority) => ({ what: `rule ${priority}`, detail: "is missing" }))];
}

function actionOf({ customActions }: RuleGroupRules, managed: ManagedRules): readonly Rewritten[] {
  const what = `custom action ${managed.actionName}`;
  const present = customActions.find(({ ActionName }) => ActionName === managed.actionName);
  if (present === undefined) return [{ what, detail: "is missing: no dropped packet is counted" }];
  return dimensionsOf(present) === dimensionsOf(customActionOf(managed))
    ? []
    : [{ what, detail: `publishes ${dimensionsOf(present) || "nothing"}, not ${managed.metricDimension}` }];
}

const dimensionsOf = ({ ActionDefinition }: RuleGroupRules["customActions"][number]): string =>
  ActionDefinition.PublishMetricAction?.Dimensions.map(({ Value }) => Value).join(", ") ?? "";

function ruleOf({ Priority, RuleDefinition }: StatelessRule, managed: ManagedRules): readonly Rewritten[] {
  const { Actions, MatchAttributes } = RuleDefinition;
  const wanted = ["aws:drop", managed.actionName];
  const settings = settingsOf(MatchAttributes);
  const details = [
    ...(Actions.length === wanted.length && wanted.every((one) => Actions.includes(one))
      ? []
      : [`has the actions ${Actions.join(", ")}, not ${wanted.join(", ")}`]),
    ...(settings.length === 0 ? [] : [`asks for ${settings.join(", ")} too`]),
    ...(MatchAttributes.Sources?.length && MatchAttributes.Destinations?.length
      ? ["asks for sources and destinations at once"]
      : []),
  ];
  return details.map((detail) => ({ what: `rule ${Priority}`, detail }));
}

function addressesOf(present: StatelessRule, wanted: StatelessRule | undefined): readonly Rewritten[] {
  const what = `rule ${present.Priority}`;
  if (wanted === undefined) return [{ what, detail: "stands where no rule of ours belongs now" }];
  const of = (rule: StatelessRule) => {
    const { Sources, Destinations } = rule.RuleDefinition.MatchAttributes;
    return [...textsOf("source", Sources), ...textsOf("destination", Destinations)];
  };
  const [there, should] = [of(present), of(wanted)];
  const more = there.filter((text) => !should.includes(text));
  const less = should.filter((text) => !there.includes(text));
  return [
    ...(more.length === 0 ? [] : [{ what, detail: `lists ${named(more, 5)} too` }]),
    ...(less.length === 0 ? [] : [{ what, detail: `does not list ${named(less, 5)}` }]),
  ];
}

const textsOf = (direction: string, list: readonly AddressDefinition[] = []): readonly string[] =>
  list.map(({ AddressDefinition: text }) => `${direction} ${parseCidr(text)?.text ?? text}`);
