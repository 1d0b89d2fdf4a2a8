import { isIn, type Gate } from "./gates";
import { counted } from "../command/counted";
import { item, list, say, words, type Item, type Phrase, type Section } from "./phrase";
import { shown } from "./shown-attributes";
import { stackSections } from "./stack-sections";
import type { StackSummary } from "./stack-summary";
import type { Summary } from "./summary";
import { ACTION_WORDS } from "./words";

/** What people read, in their order: the verdict, what is lost, who gets which rights, then stack after stack. */
export interface Report {
  readonly verdict: string;
  readonly table: readonly { readonly stack: string; readonly says: string }[];
  readonly sections: readonly Section[];
}

export function reportOf(summary: Summary, hit: readonly Gate[]): Report {
  const { stacks } = summary;
  return {
    verdict: verdictOf(summary),
    table: stacks.map((stack) => ({ stack: stack.stack, says: countsOf(stack) })),
    sections: [
      ...section("Stopped by --fail-on", gateItems(stacks, hit)),
      ...section("Destroyed, replaced or forgotten", stacks.flatMap(lossItems)),
      ...section("Runs code while it is applied", stacks.flatMap(actionItems)),
      ...section("Take care", [
        ...stacks.flatMap(unshownItems),
        ...stacks.flatMap(checkItems),
        ...stacks.flatMap(attentionItems),
        ...stacks.flatMap(staleItems),
        ...stacks.flatMap(idleItems),
      ]),
      ...section("Missing", stacks.flatMap(missingItems)),
      ...section("Not planned yet", stacks.flatMap(waitingItems)),
      ...stacks.flatMap(stackSections),
    ],
  };
}

const section = (title: string, items: readonly Item[]): readonly Section[] =>
  items.length === 0 ? [] : [{ level: 1, title, items }];

function verdictOf({ environment, stacks, changes }: Summary): string {
  const subject = environment === undefined ? "Plan" : `Plan of ${environment}`;
  if (!changes) return `${subject}: no changes.`;
  const lacking = stacks.filter(({ lacks }) => lacks !== undefined).map(({ stack }) => stack);
  const there = stacks.length - lacking.length;
  const changed = stacks.filter((stack) => stack.changes && stack.lacks === undefined).length;
  const found =
    changed === 0 ? `no changes in ${counted(there, "stack")}` : `changes in ${changed} of ${counted(there, "stack")}`;
  return lacking.length === 0
    ? `${subject}: ${found}.`
    : `${subject}: incomplete: the plan of ${lacking.join(" and ")} is missing; ${found} that are there.`;
}

/** `1 to replace, 3 to update`; what is zero is left out. */
function countsOf({ counts, outputs, waitsFor, changes, deferred, actions, unshown, lacks }: StackSummary): string {
  if (lacks !== undefined) return "missing: the folder holds no plan of it";
  if (waitsFor.length > 0) return `not planned yet: waits for ${waitsFor.join(", ")}`;
  const parts = [
    ...(Object.keys(ACTION_WORDS) as (keyof typeof ACTION_WORDS)[])
      .filter((action) => counts[action] > 0)
      .map((action) => `${counts[action]} ${ACTION_WORDS[action]}`),
    ...(actions.length > 0 ? [`${counted(actions.length, "action")} to run`] : []),
    ...(unshown.length > 0 ? [`${counted(unshown.length, "section")} not known to this command`] : []),
    ...(counts.move > 0 ? [`${counts.move} moved`] : []),
    ...(deferred.length > 0 ? [`${deferred.length} put off`] : []),
    ...(outputs.length > 0 ? [counted(outputs.length, "output")] : []),
  ];
  if (parts.length > 0) return parts.join(", ");
  return changes ? "only Terraform's state changes" : "no changes";
}

function gateItems(stacks: readonly StackSummary[], hit: readonly Gate[]): readonly Item[] {
  const unseen = stacks.filter(({ whole }) => !whole).map(({ stack }) => stack);
  return hit.map((gate) => {
    const found = stacks.filter((stack) => isIn(gate, stack));
    const reasons: readonly Phrase[] = [
      ...(found.length > 0 ? [say`found in ${words(found.map(({ stack }) => stack).join(", "))}`] : []),
      ...(unseen.length > 0
        ? [say`cannot be ruled out in ${words(unseen.join(", "))}, which is not seen in full`]
        : []),
    ];
    return item(say`${gate}: ${reasons.flatMap((reason, index) => [...(index === 0 ? [] : ["; "]), ...reason])}`);
  });
}

const lossItems = ({ stack, losses }: StackSummary): readonly Item[] =>
  losses.map(({ address, sentence, extent, because }) =>
    item(say`${words(stack)}: ${words(sentence)}`, [
      say`${address}`,
      ...(extent === undefined ? [] : [words(extent)]),
      ...because.map((reason) => say`because ${reason}`),
    ]),
  );

const actionItems = ({ stack, actions }: StackSummary): readonly Item[] =>
  actions.map(({ address, type, when, values, knownAfterApply, deferred }) =>
    item(
      say`${words(stack)}: ${address}${words(type.startsWith("provisioner ") ? ` (${type})` : "")}, ${when}${words(
        deferred === undefined ? "" : `; Terraform puts it off (${deferred})`,
      )}`,
      [
        ...shown(values),
        ...(knownAfterApply === 0 ? [] : [words(`${counted(knownAfterApply, "value")} known after apply`)]),
      ],
    ),
  );

const idleItems = ({ stack, idleActions }: StackSummary): readonly Item[] =>
  idleActions.length === 0
    ? []
    : [item(say`${words(stack)} declares actions that this plan does not run: ${list(idleActions)}`)];

const checkItems = ({ stack, failedChecks }: StackSummary): readonly Item[] =>
  failedChecks.map((text) => item(say`${words(stack)}: a check fails: ${text}`));

const unshownItems = ({ stack, unshown }: StackSummary): readonly Item[] =>
  unshown.map(({ name, entries }) =>
    item(
      say`${words(stack)}: the plan holds ${name} (${words(
        entries === 1 ? "1 entry" : `${entries} entries`,
      )}), which this version does not know: read it by ${"terraform show"}`,
    ),
  );

const attentionItems = ({ stack, attention }: StackSummary): readonly Item[] =>
  grouped(attention).map(([means, addresses]) => item(say`${words(stack)}: ${words(means)} (${list(addresses)})`));

/** The same warning for several resources is one line. */
function grouped(attention: StackSummary["attention"]): readonly (readonly [string, readonly string[]])[] {
  const addresses = new Map<string, string[]>();
  for (const { address, means } of attention) addresses.set(means, [...(addresses.get(means) ?? []), address]);
  return [...addresses];
}

const missingItems = ({ stack, lacks }: StackSummary): readonly Item[] =>
  lacks === undefined
    ? []
    : [
        item(
          say`${words(stack)}: ${lacks} is missing, so this report says nothing of it: write it by ${`terraform show -json PLANFILE > ${stack}.json`}`,
        ),
      ];

const waitingItems = ({ stack, waitsFor }: StackSummary): readonly Item[] =>
  waitsFor.length === 0
    ? []
    : [
        item(
          say`${words(stack)} needs what ${words(waitsFor.join(", "))} will put out: it is planned once that is applied`,
        ),
      ];

const staleItems = ({ stack, readsOld }: StackSummary): readonly Item[] =>
  readsOld.length === 0
    ? []
    : [
        item(
          say`${words(stack)} is planned with what ${words(readsOld.join(", "))} puts out today, and some of that changes: plan it again once that is applied`,
        ),
      ];
