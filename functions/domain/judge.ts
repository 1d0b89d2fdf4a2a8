import type { ActionKind } from "../contract/action-kinds";
import type { Refusal } from "../contract/payloads";
import type { Allowlist } from "./allowlist";
import type { Finding } from "./finding";
import { parseHost } from "./host";
import { rowOf, type HostRow } from "./host-row";
import { refuseFinding, refuseHost } from "./refusals";
import { remoteAddresses } from "./remote-hosts";

/** What a finding asks for: rows to record, blocks to lift, and what it does not block and why. */
export interface Judgement {
  readonly rows: readonly HostRow[];
  readonly toLift: readonly { readonly host: string; readonly findingId: string }[];
  readonly refusals: readonly Refusal[];
}

export interface Policy {
  readonly allowlist: Allowlist;
  readonly retentionHours: number;
  readonly blockActions: readonly ActionKind[];
}

/**
 * Judges one finding.
 *
 * | finding                         | outcome                                                        |
 * |---------------------------------|----------------------------------------------------------------|
 * | refused as a whole              | one refusal, without a host                                    |
 * | SUPPRESSED, whatever else it is | the same, and its hosts of every kind are to be lifted         |
 * | no remote address of a kind that blocks | one refusal NO_REMOTE_HOST                             |
 * | address that is none, not public, allowlisted | a refusal for that address; the others are recorded |
 * | else                            | a row for each host                                            |
 */
export function judge(finding: Finding, now: Date, policy: Policy): Judgement {
  const addresses = remoteAddresses(finding).filter(({ kind }) => policy.blockActions.includes(kind));
  const hosts = new Map(addresses.map(({ text }) => [parseHost(text)?.text ?? text, parseHost(text)]));
  const refused = refuseFinding(finding);
  if (refused !== undefined) {
    return {
      rows: [],
      toLift: refused.reason === "NOT_GUARDDUTY" ? [] : hostsToLift(finding),
      refusals: [{ Host: "", Reason: refused.reason, Detail: `nothing to block: ${refused.detail}` }],
    };
  }
  if (hosts.size === 0) return { rows: [], toLift: [], refusals: [noRemoteHost(policy)] };

  const rows: HostRow[] = [];
  const refusals: Refusal[] = [];
  for (const [text, host] of hosts) {
    if (host === undefined) {
      refusals.push(notAnAddress(text));
      continue;
    }
    const refusal = refuseHost(host, policy.allowlist);
    if (refusal === undefined) rows.push(rowOf(host, finding, now, policy.retentionHours));
    else refusals.push({ Host: host.text, Reason: refusal.reason, Detail: refusal.detail });
  }
  return { rows, toLift: [], refusals };
}

/**
 * The analyst's click lifts, also when the finding is archived meanwhile, and whatever kinds block by now: a block goes
 * only if this finding made it.
 */
function hostsToLift(finding: Finding): Judgement["toLift"] {
  // A finding without an id could be any: it lifts nobody else's block.
  if (finding.workflowStatus !== "SUPPRESSED" || finding.id === "") return [];
  const hosts = new Set(remoteAddresses(finding).flatMap(({ text }) => parseHost(text)?.text ?? []));
  return [...hosts].map((host) => ({ host, findingId: finding.id }));
}

const noRemoteHost = ({ blockActions }: Policy): Refusal => ({
  Host: "",
  Reason: "NO_REMOTE_HOST",
  Detail: `nothing to block: the finding names no remote address of the actions that block (${blockActions.join(", ")})`,
});

const notAnAddress = (text: string): Refusal => ({
  Host: text.slice(0, 64),
  Reason: "NOT_AN_ADDRESS",
  Detail: `"${text.slice(0, 64)}" is not an IPv4 or IPv6 address`,
});
