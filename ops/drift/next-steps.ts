import { item, say, words, type Item } from "../plan/phrase";
import { NO_ROW } from "./differences";
import { rulesOf, stacksOf, type DriftReport } from "./drift-report";
import { strangersIn, type RulesDrift } from "./rules-drift";
import { isHiding } from "./unmanaged";

/** What helps against what was found, a line for each kind of it. Runbook: a chapter of docs/runbook.md. */
export function nextSteps(report: DriftReport): readonly Item[] {
  const { environment } = report;
  const [stacks, rules] = [stacksOf(report), rulesOf(report)];
  const deploy = `npm run deploy -- --env ${environment}`;
  const isFound = (of: "changed" | "missing") => stacks.some((stack) => stack[of].length > 0);
  const hasTimeToLive = stacks.some(({ changed }) =>
    changed.some(({ attributes }) => attributes.some(({ path, after }) => path === "ttl.enabled" && after === "true")),
  );
  const differences = rules?.differences ?? [];
  const refusals = differences.flatMap(({ kind, what }) => (kind === "RECONCILE_REFUSED" ? [what] : []));
  const refused = refusals.length > 0;
  const stays = rules?.staysRewritten === true;
  const isMended = differences.some(({ kind }) => !(stays && kind === "RULE_REWRITTEN"));
  return [
    ...(hasTimeToLive
      ? [
          item(
            words("a time to live: switch it off before you deploy (docs/runbook.md, A time to live on the blocklist)"),
          ),
        ]
      : []),
    ...(isFound("changed")
      ? [
          item(
            say`changed by hand: to undo it, ${deploy}; to keep it, write it into config/environments.ts or the stacks first`,
          ),
        ]
      : []),
    ...(isFound("missing") ? [item(say`missing: ${deploy} makes it anew`)] : []),
    ...(stacks.some(({ missing }) => missing.some(({ type }) => type === "aws_dynamodb_table"))
      ? [
          item(
            words(
              "a missing table: a deploy makes it anew, and empty; restore it from its backups first if they are left",
            ),
          ),
        ]
      : []),
    ...(stacks.some(({ state }) => state !== "looked at")
      ? [item(say`not deployed, or not looked at: ${deploy}, or run this from the commit that is deployed`)]
      : []),
    ...refusals.map((code) =>
      item(words(`no reconcile: ${UNREFUSE[code] ?? "see the error"} (docs/errors.md, ${code})`)),
    ),
    ...(differences.some(({ detail }) => detail === NO_ROW)
      ? [
          item(
            words(
              "rules without a row: if rows were lost, do NOT reconcile yet, it lifts these blocks: first docs/runbook.md, A restored table. The next prune reconciles too",
            ),
          ),
        ]
      : []),
    ...(isMended
      ? [
          item(
            say`out of step: ${`npm run blocklist -- --env ${environment} reconcile`} makes the rules equal the table${words(
              refused ? ", once that is done" : "",
            )} (docs/runbook.md, Rules and table are out of step)`,
          ),
        ]
      : []),
    ...(stays
      ? [
          item(
            say`our rules, not as they were written: this environment only observes, so no reconcile writes them anew until one of their blocks ends. Put them back by hand, or end a block by ${`npm run blocklist -- --env ${environment} unblock`} (docs/runbook.md, Rules were changed by hand)`,
          ),
        ]
      : []),
    ...(rules === undefined ? [] : strangerSteps(rules)),
  ];
}

/** By the code of the refusal. */
const UNREFUSE: Readonly<Record<string, string>> = {
  PRIORITY_TAKEN: "move the rule that is named, or set firewall.basePriority",
  ACTIONS_TAKEN: "remove one of the custom actions that are named",
};

function strangerSteps(rules: RulesDrift): readonly Item[] {
  const strangers = strangersIn(rules);
  const hiding = strangers.filter(isHiding).length;
  return [
    ...(hiding > 0
      ? [
          item(
            words(
              "unmanaged, before ours: what it takes is not blocked, so it is never accepted. Move it behind our rules, take it out, or narrow it, on both sides, to addresses that are never blocked (docs/runbook.md, Rules were changed by hand)",
            ),
          ),
        ]
      : []),
    ...(strangers.length > hiding
      ? [
          item(
            say`unmanaged: no deploy and no reconcile touches it. Take it out, or let it be with ${"--accept unmanaged"} (docs/runbook.md, Rules were changed by hand)`,
          ),
        ]
      : []),
  ];
}
