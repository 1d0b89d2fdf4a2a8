import { contains, parseCidr } from "../../functions/domain/cidr";
import { parseHost } from "../../functions/domain/host";
import type { Call } from "../stand-ins/call";
import type { Retried } from "../step-functions/run-execution";
import { percentile } from "./percentile";

/** Everything that a run left behind, by whoever wrote to the firewall. */
export interface Observed {
  /** One entry a finding: when its event was delivered, in epoch milliseconds. */
  readonly findings: readonly { readonly host: string; readonly deliveredAt: number }[];
  readonly executions: readonly {
    readonly status: string;
    readonly error?: string;
    /** Absent: this writer has no state machine. */
    readonly retries?: readonly Retried[];
  }[];
  /** Rows of the blocklist: HostIp, and EnforcedAt once the rules hold the host. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** Addresses that the managed rules drop. */
  readonly rules: { readonly sources: readonly string[]; readonly destinations: readonly string[] };
  readonly firewallCalls: readonly Call[];
  /** Absent: this writer has no table that is measured. */
  readonly tableCalls?: readonly Call[];
  readonly slackMessages: number;
  /** All that these messages say. Absent: not kept. */
  readonly slackTexts?: readonly string[];
  readonly milliseconds: number;
}

/** Calls of one kind: how many were sent, and how many did what they asked for. */
export interface CallCount {
  readonly attempted: number;
  readonly applied: number;
}

export interface Figures {
  readonly findings: number;
  readonly executions: { readonly succeeded: number; readonly failed: number };
  /** How often each error ended an execution. */
  readonly errors: Readonly<Record<string, number>>;
  readonly hosts: {
    readonly sent: number;
    readonly recorded: number;
    readonly blocked: number;
    readonly lost: number;
  };
  readonly firewall: Readonly<Record<"describe" | "update", CallCount>>;
  /** Updates that came with a stale token. */
  readonly conflicts: number;
  readonly throttles: number;
  /** From the event's delivery to the host's enforcement; of the findings whose host was enforced at all. */
  readonly enforcedAfterMs?: { readonly of: number; readonly p50: number; readonly p95: number; readonly max: number };
  /** What Lambda's 429 costs. Absent: this writer has no state machine. */
  readonly lambda?: LambdaWaits;
  readonly slackMessages: number;
  /** Requests, failed conditions included; a page of a scan is one read. */
  readonly table?: { readonly reads: number; readonly writes: number; readonly scans: number };
  readonly milliseconds: number;
}

/** How executions waited for a place in Lambda: by the retries of their states. */
export interface LambdaWaits {
  /** Retries after a 429, of all executions. */
  readonly retries: number;
  /** Executions that waited at all. */
  readonly executions: number;
  /** Retries of the one visit to a state that needed most of them, and the state's name. */
  readonly most: { readonly state: string; readonly retries: number };
  /** What an execution waited in all its states together; one that never waited counts with 0. */
  readonly waitedMs: { readonly p50: number; readonly p95: number; readonly max: number };
}

/** From what a run left behind to figures. Pure. */
export function measure(observed: Observed): Figures {
  const { executions, rows, firewallCalls, tableCalls } = observed;
  const sent = new Set(observed.findings.map(({ host }) => host));
  const recorded = new Set(rows.map(({ HostIp }) => String(HostIp)));
  const inSources = holderOf(observed.rules.sources);
  const inDestinations = holderOf(observed.rules.destinations);
  const hosts = [...new Set([...sent, ...recorded])];
  const blocked = hosts.filter((host) => inSources(host) && inDestinations(host)).length;
  const enforcedAfterMs = delays(observed);
  const failed = executions.filter(({ status }) => status !== "SUCCEEDED");
  const outcome = (name: string) => firewallCalls.filter((call) => call.outcome === name).length;
  return {
    findings: observed.findings.length,
    executions: { succeeded: executions.length - failed.length, failed: failed.length },
    errors: tally(failed.map(({ error }) => error ?? "without a name")),
    hosts: { sent: sent.size, recorded: recorded.size, blocked, lost: hosts.length - blocked },
    firewall: {
      describe: callCount(firewallCalls, "DescribeRuleGroup"),
      update: callCount(firewallCalls, "UpdateRuleGroup"),
    },
    conflicts: outcome("InvalidTokenException"),
    throttles: outcome("ThrottlingException"),
    ...(enforcedAfterMs.length > 0 && {
      enforcedAfterMs: {
        of: enforcedAfterMs.length,
        p50: percentile(enforcedAfterMs, 50),
        p95: percentile(enforcedAfterMs, 95),
        max: percentile(enforcedAfterMs, 100),
      },
    }),
    ...(executions.some(({ retries }) => retries !== undefined) && {
      lambda: lambdaWaits(executions.map(({ retries = [] }) => retries)),
    }),
    slackMessages: observed.slackMessages,
    ...(tableCalls !== undefined && { table: tableCounts(tableCalls) }),
    milliseconds: observed.milliseconds,
  };
}

const LAMBDA_THROTTLED = "Lambda.TooManyRequestsException";
const NO_RETRY = { state: "", retries: 0 };

function lambdaWaits(executions: readonly (readonly Retried[])[]): LambdaWaits {
  const throttled = executions.map((retries) => retries.filter(({ error }) => error === LAMBDA_THROTTLED));
  const waited = throttled.map((retries) => retries.reduce((sum, { waitedMs }) => sum + waitedMs, 0));
  const most = throttled
    .flat()
    .reduce((a, { state, attempt }) => (attempt > a.retries ? { state, retries: attempt } : a), NO_RETRY);
  return {
    retries: throttled.reduce((sum, { length }) => sum + length, 0),
    executions: throttled.filter(({ length }) => length > 0).length,
    most,
    waitedMs: { p50: percentile(waited, 50), p95: percentile(waited, 95), max: percentile(waited, 100) },
  };
}

function callCount(calls: readonly Call[], operation: string): CallCount {
  const ofKind = calls.filter((call) => call.operation === operation);
  return { attempted: ofKind.length, applied: ofKind.filter(({ outcome }) => outcome === "ok").length };
}

const READS = new Set(["GetItem", "BatchGetItem", "Query", "Scan"]);
const WRITES = new Set(["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"]);

function tableCounts(calls: readonly Call[]): NonNullable<Figures["table"]> {
  const count = (wanted: (operation: string) => boolean) => calls.filter(({ operation }) => wanted(operation)).length;
  return {
    reads: count((operation) => READS.has(operation)),
    writes: count((operation) => WRITES.has(operation)),
    scans: count((operation) => operation === "Scan"),
  };
}

/** A finding for a host that was enforced before it came waited for nothing. */
function delays({ findings, rows }: Observed): readonly number[] {
  const enforcedAt = new Map(rows.map((row) => [String(row.HostIp), Date.parse(String(row.EnforcedAt))]));
  return findings
    .map(({ host, deliveredAt }) => Math.max(0, (enforcedAt.get(host) ?? NaN) - deliveredAt))
    .filter((milliseconds) => !Number.isNaN(milliseconds));
}

/** Whether these addresses and blocks hold a host. */
function holderOf(addresses: readonly string[]): (host: string) => boolean {
  const cidrs = addresses.flatMap((address) => parseCidr(address) ?? []);
  const single = new Set(cidrs.filter(({ first, last }) => first === last).map(({ text }) => text.split("/")[0]));
  const wide = cidrs.filter(({ first, last }) => first !== last);
  return (text) => {
    const host = parseHost(text);
    return host !== undefined && (single.has(host.text) || wide.some((cidr) => contains(cidr, host)));
  };
}

function tally(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
