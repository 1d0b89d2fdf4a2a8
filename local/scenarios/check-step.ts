import type { RuleGroupView } from "../report/report";
import type { SlackMessage } from "../stand-ins/slack/server";
import type { Execution } from "../step-functions/run-execution";
import { coverage } from "../start/addresses";
import type { Check } from "../start/checks";
import { textOf } from "./elsewhere";
import type { Expected, Stays, Words } from "./scenario";

type Row = Readonly<Record<string, unknown>>;

/** What a step did. */
export interface Seen {
  /** Names of the rules that took the events, without the prefix. */
  readonly matched: readonly string[];
  readonly executions: readonly Execution[];
  readonly rules: RuleGroupView;
  readonly rows: readonly Row[];
  /** Rows of the memory whose time has not come. */
  readonly remembered: readonly Row[];
  readonly messages: readonly SlackMessage[];
  /** Texts that went to the further webhooks and to the topic. */
  readonly elsewhere: readonly string[];
  readonly now: Date;
}

/** One check for each thing that is expected. */
export function checkStep(expected: Expected, seen: Seen): readonly Check[] {
  const { rules = [], blocked, said, refused = [], remembered, elsewhere } = expected;
  return [
    isSame("rules that take it", rules, seen.matched),
    everyExecutionSucceeded(seen.executions),
    drops(blocked, seen.rules),
    isSame("reasons not to block", refused, reasonsIn(seen.executions)),
    ...Object.entries(expected.hours ?? {}).map(([host, stays]) => lasts(host, stays, seen)),
    ...Object.entries(expected.blocks ?? {}).map(([host, times]) => wasBlocked(host, times, seen)),
    ...(remembered === undefined
      ? []
      : [isSame("remembered, in no reconcile's way", remembered, rememberedOnly(seen))]),
    saysAll("Slack is told", said, seen.messages.map(textOf)),
    ...(elsewhere === undefined ? [] : [saysAll("told elsewhere", elsewhere, seen.elsewhere)]),
  ];
}

const listed = (items: readonly string[]) => (items.length === 0 ? "none" : items.join(", "));
const hostsOf = (rows: readonly Row[]) => rows.map(({ HostIp }) => String(HostIp));
/** Each reconcile reads the blocklist whole: what has ended is not there. */
const rememberedOnly = ({ remembered, rows }: Seen) =>
  hostsOf(remembered).filter((host) => !hostsOf(rows).includes(host));
const but = (ok: boolean, found: string): string => (ok ? "" : ` — but it was: ${found}`);

/** The same items, in whatever order, and however often each was found. */
function isSame(what: string, expected: readonly string[], found: readonly string[]): Check {
  const once = [...new Set(found)].sort();
  const ok = [...expected].sort().join() === once.join();
  return { ok, what: `${what}: ${listed(expected)}${but(ok, listed(once))}` };
}

function everyExecutionSucceeded(executions: readonly Execution[]): Check {
  const failed = executions.filter(({ status }) => status !== "SUCCEEDED");
  const ok = failed.length === 0;
  const errors = failed.map(({ machine, error, cause }) => `${machine} ${error} ${cause}`);
  return { ok, what: `every execution succeeds (${executions.length})${but(ok, listed(errors))}` };
}

function drops(hosts: readonly string[], { sources, destinations }: RuleGroupView): Check {
  const ok = [coverage(sources, hosts), coverage(destinations, hosts)].every(
    ({ held, nothingElse }) => nothingElse && held.length === hosts.length,
  );
  const found = `from ${listed(sources)}; to ${listed(destinations)}`;
  return {
    ok,
    what: `dropped in both directions: ${hosts.length === 0 ? "nobody" : hosts.join(", ")}${but(ok, found)}`,
  };
}

interface Payloads {
  readonly Recorded?: {
    readonly Payload?: { readonly Refused?: readonly Refusal[]; readonly Kept?: readonly Refusal[] };
  };
  readonly Enforced?: {
    readonly Payload?: { readonly NotBlocked?: readonly Refusal[]; readonly Withdrawn?: readonly Refusal[] };
  };
}
interface Refusal {
  readonly Reason: string;
}

/** The reasons that the functions answered. */
const reasonsIn = (executions: readonly Execution[]): readonly string[] =>
  executions.flatMap(({ output }) => {
    const { Recorded, Enforced } = (output ?? {}) as Payloads;
    const { Refused = [], Kept = [] } = Recorded?.Payload ?? {};
    const { NotBlocked = [], Withdrawn = [] } = Enforced?.Payload ?? {};
    return [...Refused, ...Kept, ...NotBlocked, ...Withdrawn].map(({ Reason }) => Reason);
  });

const HOUR_MS = 3_600_000;
/** A step takes seconds, not minutes. */
const HOURS_OFF = 0.05;
const FOR_GOOD_HOURS = 1e6;

function lasts(host: string, stays: Stays, { rows, now }: Seen): Check {
  const row = rows.find(({ HostIp }) => HostIp === host);
  const hours = (Date.parse(String(row?.ExpiresAt)) - now.getTime()) / HOUR_MS;
  const ok = typeof stays === "number" ? Math.abs(hours - stays) < HOURS_OFF : hours > FOR_GOOD_HOURS;
  const found = row === undefined ? "no row" : `${hours.toFixed(1)} hours`;
  return {
    ok,
    what: `${host} stays blocked for ${stays}${typeof stays === "number" ? " hours" : ""}${but(ok, found)}`,
  };
}

function wasBlocked(host: string, times: number, { rows }: Seen): Check {
  const found = rows.find(({ HostIp }) => HostIp === host)?.Blocks;
  const ok = found === times;
  return { ok, what: `${host} counts as blocked ${times} times within its memory${but(ok, String(found))}` };
}

/** As many messages as are expected, and for each expected one a message of its own that has its words. */
function saysAll(what: string, expected: readonly Words[], texts: readonly string[]): Check {
  const left = [...texts];
  const missing = expected.filter((words) => {
    const index = left.findIndex((text) => has(text, words));
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
  const ok = missing.length === 0 && left.length === 0;
  const found = listed(left.map((text) => text.split("\n", 1)[0] ?? ""));
  const problem = `without ${listed(missing.map(shown))}, and beside it: ${found}`;
  return {
    ok,
    what: `${what}: ${expected.length === 0 ? "nothing" : expected.map(shown).join("; ")}${but(ok, problem)}`,
  };
}

const partsOf = (words: Words): readonly (string | RegExp)[] =>
  typeof words === "string" || words instanceof RegExp ? [words] : words;
const has = (text: string, words: Words): boolean =>
  partsOf(words).every((part) => (typeof part === "string" ? text.includes(part) : part.test(text)));
const shown = (words: Words): string =>
  partsOf(words)
    .map((part) => (typeof part === "string" ? `"${part}"` : String(part)))
    .join(" and ");
