import { counted } from "../command/counted";
import { item, list, say, words, type Item, type Section } from "../plan/phrase";
import type { Report } from "../plan/report";
import { stackSections } from "../plan/stack-sections";
import type { Attached } from "./attached";
import { attachmentsOf, isDrift, rulesOf, stacksOf, type DriftReport } from "./drift-report";
import { isOutOfStep, strangersIn } from "./rules-drift";
import { noteSections, rulesSays, rulesSections } from "./rules-sections";
import type { StackDrift } from "./stack-drift";
import { nextSteps } from "./next-steps";

/** The first line of a report that found nothing, to the letter: who opens and closes the night's issue reads it. */
const NO_DRIFT = "No drift.";

/** What people read: the verdict, a line a part, what is missing, what was changed, the rules, and what to do. */
export function reportOf(report: DriftReport): Report {
  const [stacks, rules] = [stacksOf(report), rulesOf(report)];
  return {
    verdict: verdictOf(report),
    table: [
      ...("notLookedAt" in report.stacks
        ? [{ stack: "stacks", says: `not looked at: ${report.stacks.notLookedAt}` }]
        : stacks.map((stack) => ({ stack: stack.stack, says: stackSays(stack) }))),
      {
        stack: "rules",
        says: "notLookedAt" in report.rules ? `not looked at: ${report.rules.notLookedAt}` : rulesSays(report.rules),
      },
      ...attachedRows(report),
    ],
    sections: [
      ...section("Take care", stacks.flatMap(careItems)),
      ...section("Missing", stacks.flatMap(missingItems)),
      ...stacks.flatMap(changedSections),
      ...section("Attached by others", attachmentsOf(report).map(attachedItem)),
      ...(rules === undefined ? [] : rulesSections(rules)),
      ...section("What to do", nextSteps(report)),
      ...(rules === undefined ? [] : noteSections(rules)),
      ...section("Attached, no drift", noteItems(report)),
    ],
  };
}

const section = (title: string, items: readonly Item[]): readonly Section[] =>
  items.length === 0 ? [] : [{ level: 1, title, items }];

/** `Drift in prod: 2 resources changed by hand, 1 missing, table and firewall out of step.` */
function verdictOf(report: DriftReport): string {
  if (!isDrift(report)) return NO_DRIFT;
  const [stacks, rules] = [stacksOf(report), rulesOf(report)];
  const sum = (of: (stack: StackDrift) => number) => stacks.reduce((total, stack) => total + of(stack), 0);
  const changed = sum((stack) => stack.changed.length);
  const missing = sum((stack) => stack.missing.length);
  const inState = (state: StackDrift["state"]) =>
    stacks.filter((stack) => stack.state === state).map(({ stack }) => stack);
  const [absent, unseen] = [inState("not deployed"), inState("not looked at")];
  const attached = attachmentsOf(report).length;
  const strangers = rules === undefined ? 0 : strangersIn(rules).length;
  const found = [
    ...(changed > 0 ? [`${counted(changed, "resource")} changed by hand`] : []),
    ...(missing > 0 ? [`${changed > 0 ? missing : counted(missing, "resource")} missing`] : []),
    ...(absent.length > 0 ? [`${absent.join(" and ")} not deployed`] : []),
    ...(unseen.length > 0 ? [`${unseen.join(" and ")} not looked at`] : []),
    ...(attached > 0 ? [`${attached} attached by others`] : []),
    ...(rules !== undefined && isOutOfStep(rules) ? ["table and firewall out of step"] : []),
    ...(strangers > 0 ? [`${strangers} unmanaged ${strangers === 1 ? "entry" : "entries"} in the rule group`] : []),
  ];
  return `Drift in ${report.environment}: ${found.join(", ")}.`;
}

function stackSays({ state, waitsFor, changed, missing }: StackDrift): string {
  if (state === "not deployed") return "not deployed: it has no state";
  if (state === "not looked at")
    return `not looked at: it reads outputs of ${waitsFor.join(" or ")} that are not there`;
  const found = [
    ...(changed.length > 0 ? [`${changed.length} changed by hand`] : []),
    ...(missing.length > 0 ? [`${missing.length} missing`] : []),
  ];
  return found.length > 0 ? found.join(", ") : "as it was deployed";
}

/** No row where another part alone was wanted: the rows of the others say so. */
function attachedRows(report: DriftReport): readonly { readonly stack: string; readonly says: string }[] {
  const { attached } = report;
  if ("notLookedAt" in attached) {
    const isWanted = !attached.notLookedAt.startsWith("--only");
    return isWanted ? [{ stack: "attached", says: `not looked at: ${attached.notLookedAt}` }] : [];
  }
  const found = attachmentsOf(report).length;
  return [{ stack: "attached", says: found === 0 ? "nothing that no stack made" : `${found} that no stack made` }];
}

/** The command stands with what it takes away: no deploy undoes this. */
const attachedItem = ({ to, what, undo }: Attached): Item =>
  item(say`${words(to)}: ${words(what)}`, [say`to take it away: ${undo}`]);

const noteItems = ({ attached }: DriftReport): readonly Item[] =>
  "notLookedAt" in attached ? [] : attached.filter(({ isNote }) => isNote).map(attachedItem);

const careItems = ({ stack, told }: StackDrift): readonly Item[] =>
  told.attention.map(({ address, means }) => item(say`${words(`${stack}: ${means}`)} (${list([address])})`));

const missingItems = ({ stack, missing }: StackDrift): readonly Item[] =>
  missing.map(({ address, means }) => item(say`${words(stack)}: ${address}`, means === "" ? [] : [words(means)]));

/** As a plan tells it, from what Terraform knows to what is there. */
const changedSections = ({ told }: StackDrift): readonly Section[] =>
  stackSections(told).map(({ title, items }) => ({
    level: 1,
    title: `Changed by hand, ${title}`,
    items,
  }));
