import type { Observed } from "./demo";

/** Something that must hold after a step. */
export interface Check {
  readonly ok: boolean;
  readonly what: string;
}

const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
const sameSet = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((one) => b.includes(one));
const withoutPrefix = (cidr: string) => cidr.replace(/\/\d+$/, "");

const everyExecutionSucceeded = ({ executions }: Observed): Check => ({
  ok: executions.every(({ status }) => status === "SUCCEEDED"),
  what: `every execution succeeded (${executions.length})`,
});

function rulesEqualTable({ rows, hostsInRules, mode }: Observed): Check {
  const hosts = mode === "observe" ? [] : rows.map(({ HostIp }) => text(HostIp));
  const { sources, destinations } = hostsInRules;
  const ok = sameSet(sources.map(withoutPrefix), hosts) && sameSet(destinations.map(withoutPrefix), hosts);
  return {
    ok,
    what: `the rules drop exactly the hosts of the table, in both directions (${hosts.join(", ") || "none"})`,
  };
}

const everyRowEnforced = ({ rows, mode }: Observed): Check =>
  mode === "observe"
    ? { ok: rows.every(({ EnforcedAt }) => EnforcedAt === undefined), what: "no row claims to be enforced" }
    : {
        ok: rows.every(({ EnforcedAt }) => EnforcedAt !== undefined),
        what: "every row says since when it is enforced",
      };

/** What was recorded is blocked; what was not is said. An event that no rule matches starts nothing. */
export function checkBlocked(seen: Observed): readonly Check[] {
  const told = seen.executions.length === 0 || seen.messages.length > 0;
  return [
    everyExecutionSucceeded(seen),
    rulesEqualTable(seen),
    everyRowEnforced(seen),
    { ok: told, what: `Slack was told (${seen.messages.length} messages)` },
  ];
}

/** A finding for a host that is blocked already, or that was refused already: no firewall call, no message. */
export const checkNothingDone = (seen: Observed): readonly Check[] => [
  everyExecutionSucceeded(seen),
  { ok: seen.firewallCalls === 0, what: "the firewall was not called" },
  rulesEqualTable(seen),
  { ok: seen.messages.length === 0, what: "Slack was not told again" },
];

/** A finding that names nobody: one message, no firewall call. */
export const checkTold = (seen: Observed): readonly Check[] => [
  everyExecutionSucceeded(seen),
  { ok: seen.executions.length === 1, what: "it started one state machine" },
  { ok: seen.firewallCalls === 0, what: "the firewall was not called" },
  rulesEqualTable(seen),
  { ok: seen.messages.length === 1, what: "Slack was told once" },
];

/** Every block has ended: no row, no rule, one message when there was something to lift. */
export function checkPruned(seen: Observed): readonly Check[] {
  const lifted = seen.executions.some(({ states }) => states.some(({ state }) => state === "Notify pruned"));
  return [
    everyExecutionSucceeded(seen),
    { ok: seen.rows.length === 0, what: "the table is empty" },
    rulesEqualTable(seen),
    {
      ok: seen.messages.length === (lifted ? 1 : 0),
      what: lifted ? "Slack was told what was lifted" : "there was nothing to lift",
    },
  ];
}
