import { UNITS_PER_BLOCK } from "../../functions/domain/capacity";
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
const changedHosts = ({ rowsBefore, rows }: Act) => hostsOf(rowsBefore).join() !== hostsOf(rows).join();
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
  const { rows, rules, rulesBefore, observes } = seen;
  const hosts = hostsOf(rows);
  if (observes) {
    const same = JSON.stringify(rules) === JSON.stringify(rulesBefore);
    const table = `the table has ${hosts.length === 0 ? "no host" : counted(hosts.length, "host")}`;
    return [
      { ok: same && rules.sources.length === 0, what: `observe mode changes no rule: nobody is dropped, ${table}` },
      { ok: !rows.some(isMarked), what: "no row claims to be enforced" },
    ];
  }
  const [sources, destinations] = [coverage(rules.sources, hosts), coverage(rules.destinations, hosts)];
  const { held } = sources;
  const leftOut = hosts.filter((host) => !held.includes(host));
  const exact = sources.nothingElse && destinations.nothingElse && held.join() === destinations.held.join();
  const full = rules.capacityUnits - rules.capacityUsedUnits < UNITS_PER_BLOCK;
  const which = leftOut.length === 0 ? "exactly the hosts of the table" : "exactly the hosts that there is room for";
  return [
    {
      ok: exact && (leftOut.length === 0 || full),
      what: `the rules drop ${which}, in both directions (${named(held)})`,
    },
    ...(rows.length === 0 ? [] : [marksAreTrue(rows, held)]),
    ...(leftOut.length === 0 ? [] : [leftOutIsNamed(leftOut, seen)]),
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
 * Events that were sent before. One that finds the table as it left it and its hosts enforced: no firewall call, no
 * message. One whose hosts are gone, since a later event lifted them, blocks anew; one whose host has no room asks again.
 */
export function checkNothingDoneTwice(seen: Observed): readonly Check[] {
  const { acts, observes } = seen;
  const changing = acts.filter(changedHosts);
  const waiting = observes ? [] : acts.filter((act) => !changing.includes(act) && !act.rowsBefore.every(isMarked));
  const quiet = acts.filter((act) => !changing.includes(act) && !waiting.includes(act));
  const unknown = quiet.filter((act) => act.messages.length > 0 && withoutId(act) > 0);
  const calling = observes ? acts : quiet;
  const only = (reasons: readonly (string | false)[]) => reasons.filter((reason) => reason !== false).join(" and ");
  const change = changing.length > 0 && "what came or went anew";
  const wait = waiting.length > 0 && "hosts that there is no room for";
  const called = only(observes ? [] : [change, wait]);
  const told = only([change, wait, unknown.length > 0 && "findings without an Id, which nothing can know again"]);
  return [
    everyExecutionSucceeded(seen),
    {
      ok: calling.every(({ firewallCalls }) => firewallCalls === 0),
      what: called === "" ? "the firewall was not called" : `the firewall was called only for ${called}`,
    },
    ...rulesEqualTable(seen),
    {
      ok: changesAreTold(seen) && quiet.every((act) => act.messages.length <= withoutId(act)),
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
  const lifted = seen.rowsBefore.length > 0;
  return [
    everyExecutionSucceeded(seen),
    { ok: seen.rows.length === 0, what: "the table is empty" },
    ...rulesEqualTable(seen),
    {
      ok: messagesOf(seen).length === (lifted ? 1 : 0),
      what: lifted ? "Slack was told what was lifted" : "there was nothing to lift",
    },
  ];
}
