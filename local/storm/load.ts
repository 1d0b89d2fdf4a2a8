import { UsageError } from "../errors";
import type { Event } from "../start/read-findings";
import { shuffled } from "./shuffle";

/** What the storm is made of. */
export interface Load {
  readonly findings: number;
  readonly hosts: number;
  /** Invocations that this machine works on at once: the others wait in turn. */
  readonly concurrency: number;
  /** Invocations at once that the account allows: more are answered 429. Absent: no limit. */
  readonly lambdaConcurrency?: number;
  /** What each invocation takes beyond its own work. */
  readonly lambdaLatencyMs: number;
  readonly firewallLatencyMs: number;
  readonly firewallRatePerSecond: number;
  /** Decides the order of arrival, and nothing else. */
  readonly seed: number;
}

export interface StormEvent {
  readonly host: string;
  readonly event: Event;
}

/** As many hosts as a rule group of the largest capacity holds: an address costs 2 units of 30,000. */
export const MAX_HOSTS = 15_000;

const SECOND_MS = 1_000;

/**
 * The events in their order of arrival. Finding i names host i mod hosts and was observed i seconds after the
 * template's, so that repeats of a host come newer, older and again, as a late or replayed event does.
 */
export function stormEvents({ findings, hosts, seed }: Load, template: Event): readonly StormEvent[] {
  const [finding] = template.detail.findings as readonly Record<string, unknown>[];
  const id = String(finding?.Id);
  const known = String((finding?.ProductFields as Record<string, unknown> | undefined)?.[REMOTE_ADDRESS]);
  const observedAt = Date.parse(String(finding?.LastObservedAt));
  if (Number.isNaN(observedAt)) throw new UsageError(`the template ${id} has no LastObservedAt`);
  const text = JSON.stringify(template);
  const events = Array.from({ length: findings }, (_, i) => {
    const host = hostAt(i % hosts);
    const ownId = id.replace(/[^/]+$/, i.toString(16).padStart(32, "0"));
    // In the text, since a finding repeats its id and its host in several places.
    const event = JSON.parse(text.replaceAll(id, ownId).replaceAll(known, host)) as Event;
    const lastObservedAt = new Date(observedAt + i * SECOND_MS).toISOString();
    const own = event.detail.findings.map((one) => ({ ...(one as object), LastObservedAt: lastObservedAt }));
    return { host, event: { ...event, detail: { ...event.detail, findings: own } } };
  });
  return shuffled(events, seed);
}

const REMOTE_ADDRESS = "aws/guardduty/service/action/networkConnectionAction/remoteIpDetails/ipAddressV4";

/** First octets of which some second octet is no public unicast: left out whole. */
const NOT_WHOLLY_PUBLIC = new Set([10, 100, 127, 169, 172, 192, 198, 203]);
const FIRST_OCTETS = Array.from({ length: 223 }, (_, i) => i + 1).filter((octet) => !NOT_WHOLLY_PUBLIC.has(octet));

/**
 * A public unicast address for each index, spread over the whole space. The last octet is always odd: two halves of a
 * block differ in their last bit, so no two of these hosts ever merge into one block, and a host is a rule's address.
 */
export function hostAt(index: number): string {
  const first = FIRST_OCTETS[index % FIRST_OCTETS.length] ?? 1;
  const row = Math.floor(index / FIRST_OCTETS.length);
  // 97 is odd, so the second octet takes each value once in 256 rows.
  const second = (row * 97 + first * 31) % 256;
  const third = (Math.floor(row / 256) + index * 59) % 256;
  return [first, second, third, (index % 128) * 2 + 1].join(".");
}
