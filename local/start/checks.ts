import { UNITS_PER_BLOCK } from "../../functions/domain/capacity";
import { endedBy } from "../../functions/domain/host-row";
import { coverage } from "./addresses";
import type { Act, Observed } from "./observe";

/** Something that must hold after a step. */
export interface Check {
  readonly ok: boolean;
  readonly what: string;
}

const NAMED = 5;
const counted = (count: number, one: string) => `${count.toLocaleString("en-US")} ${one}${count === 1 ? "" : "s"}`;
const named = (hosts: readonly string[]) =>
  hosts.length === 0
    ? "none"
    : hosts.slice(0, NAMED).join(", ") + (hosts.length > NAMED ? ` and ${hosts.length - NAMED} more` : "");

const executionsOf = ({ acts }: Observed) => acts.flatMap(({ executions }) => executions);
const messagesOf = ({ acts }: Observed) => acts.flatMap(({ messages }) => messages);
const hostsOf = (rows: Observed["rows"]) => rows.map(({ HostIp }) => String(HostIp));
/** Without the rows of blocks that have ended, which stay until the next prune. */
const running = (rows: Observed["rows"]) => {
  const hasEnded = endedBy(new Date());
  return rows.filter(({ ExpiresAt }) => !hasEnded({ ExpiresAt: String(ExpiresAt) }));
};
const changedHosts = ({ rowsBefore, rows }: Act) =>
  hostsOf(running(rowsBefore)).join() !== hostsOf(running(rows)).join();
const passed = (act: Act | undefined, state: string) =>
  act?.executions.some(({ states }) => states.some((one) => one.state === state)) === true;
const isMarked = ({ EnforcedAt }: Observed["rows"][number]) => EnforcedAt !== undefined;

function everyExecutionSucceeded(seen: Observed): Check {
  const executions = executionsOf(seen);
  return executions.length === 0
    ? { ok: true, what: "no rule matches, so nothing was started" }
    : {
        ok: executions.every(({ status }) => status === "SUCCEEDED"),
        what: `every execution succeeded (${executions.length})`,
      };
}

/** The rules and the table say the same, but for hosts that there is no room for: these are named in Slack. */
function rulesEqualTable(seen: Observed): readonly Check[] {
  const { rows, rules } = seen;
  const hosts = hostsOf(running(rows));
  if (seen.observes) return noRuleChanges(seen, hosts);
  const [sources, destinations] = [coverage(rules.sources, hosts), coverage(rules.destinations, hosts)];
  const { held } = sources;
  const exact = sources.nothingElse && destinations.nothingElse && held.join() === destinations.held.join();
  const missing = hosts.filter((host) => !held.includes(host));
  const full = rules.capacityUnits - rules.capacityUsedUnits < UNITS_PER_BLOCK;
  const leftOut = full ? missing : [];
  const ended = hosts.length < rows.length ? " whose block has not ended" : "";
  const which = leftOut.length > 0 ? "that there is room for" : `of the table${ended}`;
  const not = missing.length > leftOut.length ? `, but not ${named(missing)}` : "";
  return [
    {
      ok: exact && not === "",
      what: `the rules drop exactly the hosts ${which}, in both directions (${named(held)}${not})`,
    },
    ...(rows.length === 0 ? [] : [marksAreTrue(rows, held)]),
    ...(leftOut.length === 0 ? [] : [leftOutIsNamed(leftOut, seen)]),
  ];
}

function noRuleChanges({ rows, rules, rulesBefore }: Observed, hosts: readonly string[]): readonly Check[] {
  const same = JSON.stringify(rules) === JSON.stringify(rulesBefore);
  const table = `the table has ${hosts.length === 0 ? "no host" : counted(hosts.length, "host")}`;
  return [
    { ok: same && rules.sources.length === 0, what: `observe mode changes no rule: nobody is dropped, ${table}` },
    { ok: !rows.some(isMarked), what: "no row claims to be enforced" },
  ];
}

function marksAreTrue(rows: Observed["rows"], held: readonly string[]): Check {
  return {
    ok: rows.every((row) => isMarked(row) === held.includes(String(row.HostIp))),
    what:
      held.length === rows.length
        ? "every row says since when it is enforced"
        : "every row of these says since when it is enforced, and no other row does",
  };
}

/** What a message about a full rule group has in it. */
const SAYS_FULL = /OVER_CAPACITY|rule group is full/;

function leftOutIsNamed(leftOut: readonly string[], { rules, messagesSoFar }: Observed): Check {
  const texts = messagesSoFar.map(({ blocks }) => JSON.stringify(blocks)).filter((text) => SAYS_FULL.test(text));
  const words = new Set(texts.flatMap((text) => text.match(/[\da-f:.]+/gi) ?? []));
  // A long list is cut in Slack, and says so.
  const cut = texts.some((text) => /rule group is full.*? and [\d,]+ more/.test(text));
  return {
    ok: cut || leftOut.every((host) => words.has(host)),
    what:
      `no rule for want of room (${rules.capacityUsedUnits} of ${rules.capacityUnits} units are used), ` +
      `and Slack names them: ${named(leftOut)}`,
  };
}

/** Observe mode says once a day for each host that it would block it, so a host that comes back may go untold. */
const changesAreTold = ({ acts, observes }: Observed) =>
  observes || acts.every((act) => !changedHosts(act) || act.messages.length > 0);

/** What was recorded is blocked; what was not is said. An event that no rule matches starts nothing. */
export function checkBlocked(seen: Observed): readonly Check[] {
  const told = messagesOf(seen).length;
  return [
    everyExecutionSucceeded(seen),
    ...rulesEqualTable(seen),
    executionsOf(seen).length === 0
      ? { ok: told === 0, what: "nothing was sent to Slack" }
      : { ok: told > 0 && changesAreTold(seen), what: `Slack was told (${counted(told, "message")})` },
  ];
}

/** The same as in the first step, when all that can be told once has been told. */
export function checkBlockedAgain(seen: Observed): readonly Check[] {
  const told = counted(messagesOf(seen).length, "message");
  return [
    everyExecutionSucceeded(seen),
    ...rulesEqualTable(seen),
    { ok: changesAreTold(seen), what: `Slack was told of every host that came (${told})` },
  ];
}

/**
 * Events that were sent before. One whose hosts are where they were costs no firewall call and no message, but for
 * what has not had a message of its own yet. One whose host has no room asks again.
 * @param first what the same events did the first time
 */
export function checkNothingDoneTwice(seen: Observed, first: readonly Act[]): readonly Check[] {
  const { acts, observes } = seen;
  const changing = acts.filter(changedHosts);
  const waiting = observes
    ? []
    : acts.filter((act) => !changing.includes(act) && !running(act.rowsBefore).every(isMarked));
  const quiet = acts.filter((act) => !changing.includes(act) && !waiting.includes(act));
  // A host whose block was lifted is refused from then on, which is told once.
  const isNewRefusal = (act: Act) =>
    passed(act, "Notify Refusal") && !passed(first[acts.indexOf(act)], "Notify Refusal");
  const mayTell = (act: Act) => withoutId(act) + (isNewRefusal(act) ? 1 : 0);
  const telling = quiet.filter(({ messages }) => messages.length > 0);
  const reasons = (...found: readonly (readonly [boolean, string])[]) =>
    found
      .filter(([is]) => is)
      .map(([, reason]) => reason)
      .join(" and ");
  const both = [
    [changing.length > 0, "what came or went anew"],
    [waiting.length > 0, "hosts that there is no room for"],
  ] as const;
  const called = observes ? "" : reasons(...both);
  const told = reasons(
    ...both,
    [telling.some(isNewRefusal), "refusals that had no message of their own"],
    [telling.some((act) => withoutId(act) > 0), "findings without an Id, which nothing can know again"],
  );
  return [
    everyExecutionSucceeded(seen),
    {
      ok: (observes ? acts : quiet).every(({ firewallCalls }) => firewallCalls === 0),
      what: called === "" ? "the firewall was not called" : `the firewall was called only for ${called}`,
    },
    ...rulesEqualTable(seen),
    {
      ok: changesAreTold(seen) && quiet.every((act) => act.messages.length <= mayTell(act)),
      what: told === "" ? "Slack was not told again" : `Slack was told again only of ${told}`,
    },
  ];
}

/** Findings that the told table cannot know. */
const withoutId = ({ event }: Act): number =>
  event?.detail.findings.filter((finding) => typeof (finding as { Id?: unknown } | null)?.Id !== "string").length ?? 0;

/** What a CRITICAL finding that names nobody comes to. */
export type Telling = "told" | "told already" | "not routed";

/** A finding that names nobody: one message, no firewall call. */
export function checkTold(seen: Observed, telling: Telling): readonly Check[] {
  const [executions, messages] = [executionsOf(seen), messagesOf(seen)];
  const told: Readonly<Record<Telling, string>> = {
    told: "Slack was told once",
    "told already": "Slack was told of it in a step before, and not again",
    "not routed": "nothing was sent to Slack",
  };
  return [
    everyExecutionSucceeded(seen),
    telling === "not routed"
      ? { ok: executions.length === 0, what: "routing.severities has no CRITICAL, so it started nothing" }
      : { ok: executions.length === 1, what: "it started one state machine" },
    { ok: seen.acts.every(({ firewallCalls }) => firewallCalls === 0), what: "the firewall was not called" },
    ...rulesEqualTable(seen),
    { ok: messages.length === (telling === "told" ? 1 : 0), what: told[telling] },
  ];
}

/** Every block has ended: no row, no rule, one message when there was something to lift. */
export function checkPruned(seen: Observed): readonly Check[] {
  const isLifted = ({ LiftedAt }: Observed["rows"][number]) => LiftedAt !== undefined;
  const ended = seen.rowsBefore.filter((row) => !isLifted(row));
  return [
    everyExecutionSucceeded(seen),
    {
      ok: seen.rows.length === 0,
      what: "the table is empty: what has ended is remembered elsewhere",
    },
    ...rulesEqualTable(seen),
    {
      ok: messagesOf(seen).length === (ended.length > 0 ? 1 : 0),
      what: ended.length > 0 ? "Slack was told what was lifted" : "there was nothing to lift",
    },
  ];
}
