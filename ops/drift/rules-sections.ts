import { counted } from "../command/counted";
import { item, list, say, words, type Item, type Phrase, type Section } from "../plan/phrase";
import { KINDS, type Difference } from "./differences";
import { isOutOfStep, strangersIn, type Note, type RulesDrift } from "./rules-drift";
import type { Unmanaged } from "./unmanaged";

/** Of each kind so many by name, the others by count: --json lists all. */
const MOST = 20;

const TITLES: Readonly<Record<Difference["kind"], string>> = {
  RECONCILE_REFUSED: "No reconcile can write into the rule group",
  NOT_BLOCKED: "Should be blocked, and are not",
  MARK_WITHOUT_RULE: "Called in force, and no rule of ours drops them",
  RULE_WITHOUT_ROW: "Dropped by our rules, and should not be",
  RULE_REWRITTEN: "Our rules, not as they were written",
  RULE_WITHOUT_MARK: "Dropped, and the row does not say so",
};

export function rulesSections(rules: RulesDrift): readonly Section[] {
  const { differences, unmanaged } = rules;
  const strangers = strangersIn(rules);
  const accepted = unmanaged.filter((one) => !strangers.includes(one));
  return [
    ...KINDS.flatMap((kind) => section(TITLES[kind], differenceItems(differences.filter((one) => one.kind === kind)))),
    ...section("Unmanaged in the rule group", strangers.map(unmanagedItem)),
    ...section("Unmanaged in the rule group, accepted", accepted.map(unmanagedItem)),
  ];
}

export const noteSections = ({ notes }: RulesDrift): readonly Section[] =>
  section("Worth knowing, no drift", notes.map(noteItem));

/** `out of step: 3 differences; 2 unmanaged (1 accepted)` */
export function rulesSays(rules: RulesDrift): string {
  const { differences, unmanaged } = rules;
  const step = isOutOfStep(rules) ? `out of step: ${counted(differences.length, "difference")}` : "equal the table";
  if (unmanaged.length === 0) return step;
  const accepted = unmanaged.length - strangersIn(rules).length;
  return `${step}; ${unmanaged.length} unmanaged${accepted === 0 ? "" : ` (${accepted} accepted)`}`;
}

function section(title: string, items: readonly Item[]): readonly Section[] {
  if (items.length === 0) return [];
  const more = items.length - MOST;
  return [
    {
      level: 1,
      title,
      items: more > 0 ? [...items.slice(0, MOST), item(words(`and ${more} more (--json lists all)`))] : items,
    },
  ];
}

/** Hosts of which the same is to be said are one line: a hand that writes a whole network makes hundreds of them. */
function differenceItems(differences: readonly Difference[]): readonly Item[] {
  const byDetail = new Map<string, Difference[]>();
  for (const one of differences) byDetail.set(one.detail, [...(byDetail.get(one.detail) ?? []), one]);
  return [...byDetail].map(([detail, [first, ...others]]) => {
    if (first?.kind === "RECONCILE_REFUSED") return item(say`${detail}`);
    const all = [...(first ? [first] : []), ...others].map(({ what }) => what);
    const more = all.length - MOST_TOGETHER;
    const names: Phrase = [...list(all.slice(0, MOST_TOGETHER)), ...(more > 0 ? [` and ${more} more`] : [])];
    return item(say`${names}${words(first?.kind === "RULE_REWRITTEN" ? " " : ": ")}${detail}`);
  });
}
const MOST_TOGETHER = 10;

function unmanagedItem(one: Unmanaged): Item {
  if (one.kind === "custom action") return item(say`custom action ${one.name}`);
  const { priority, actions, matches, hidesOurs } = one;
  const warning = hidesOurs ? "; it comes before ours: what it takes, our rules never see" : "";
  return item(say`rule ${String(priority)}: ${actions.join(", ")} ${matches}${words(warning)}`);
}

const NOTES: Readonly<Record<Note["kind"], (count: number) => string>> = {
  NO_POLICY: () =>
    "no firewall policy uses the rule group: its rules drop no packet (docs/runbook.md, No policy uses the group)",
  LEFT_OUT: (count) =>
    `${counted(count, "host")} left out, since the rule group is full (docs/runbook.md, A full group)`,
  ENDED: (count) =>
    `${counted(count, "host")} still dropped after the end of ${count === 1 ? "its block" : "their blocks"}: the next scheduled prune lifts that`,
  WITHDRAWN: (count) =>
    `${counted(count, "host")} may not be blocked by this config: the next scheduled run lifts that, once it is deployed`,
  UNBLOCKABLE: (count) => `${counted(count, "row")} that can never be blocked`,
};

/** One phrase a host: in Markdown each is code of its own. */
function noteItem({ kind, hosts }: Note): Item {
  const shown = hosts.slice(0, MOST).map((host): Phrase => say`${host}`);
  const more = hosts.length - shown.length;
  return item(
    words(NOTES[kind](hosts.length)),
    more > 0 ? [...shown, words(`and ${more} more (--json lists all)`)] : shown,
  );
}
